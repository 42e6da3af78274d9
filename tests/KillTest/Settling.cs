using JobScheduler.Tests.History;

namespace JobScheduler.KillTest;

/// <summary>After the last restart: waits until nothing waits or runs, and reads every job.</summary>
internal sealed class Settling(IJobSchedulerClient client, TimeSpan patience, TimeProvider time)
{
    /// <summary>All jobs that the store has, and those that were promised. A job that does not end in time is read as it is.</summary>
    public async Task<IReadOnlyList<JobSnapshot>> ReadBackAsync(IEnumerable<HistoryEvent> history)
    {
        var start = time.GetTimestamp();
        while (await AnyOpenAsync() && time.GetElapsedTime(start) < patience)
            await Task.Delay(TimeSpan.FromMilliseconds(200), time);

        var ids = history.OfType<SubmitTold>().Select(s => s.JobId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await client.ListAsync(new JobQuery { Limit = 500, Cursor = cursor });
            ids.UnionWith(page.Items.Select(j => j.JobId));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        var jobs = new List<JobSnapshot>();
        foreach (var some in ids.Chunk(16))
            jobs.AddRange((await Task.WhenAll(some.Select(id => client.GetAsync(id)))).OfType<JobSnapshot>());
        return jobs;
    }

    private async Task<bool> AnyOpenAsync()
    {
        var open = new JobFilter { States = [JobState.Scheduled, JobState.Queued, JobState.Running] };
        string? cursor = null;
        do
        {
            var page = await client.ListAsync(new JobQuery { Filter = open, Limit = 1, Cursor = cursor });
            if (page.Items.Count > 0)
                return true;
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return false;
    }
}
