using JobScheduler.KillTest;
using JobScheduler.Tests.History;

namespace JobScheduler.FaultTest.Node;

/// <summary>Waits until nothing waits or runs on a node, reads all jobs back and checks the whole history.</summary>
internal static class Settled
{
    private static readonly JobFilter Open = new() { States = [JobState.Scheduled, JobState.Queued, JobState.Running] };

    /// <param name="client">The node of the last life.</param>
    /// <param name="history">All that was seen.</param>
    /// <param name="injected">How often the fault happened.</param>
    /// <param name="schedules">Schedules to look at; they are paused here.</param>
    public static async Task<FaultResult> CheckAsync(IJobSchedulerClient client, NodeHistory history, long injected, params string[] schedules)
    {
        foreach (var id in schedules)
            await client.PauseScheduleAsync(id);
        await Waiting.Until(async () => !await AnyOpenAsync(client), "all jobs end");
        var jobs = new Dictionary<string, JobSnapshot>(StringComparer.Ordinal);
        foreach (var id in await IdsAsync(client, history))
        {
            if (await client.GetAsync(id) is { } job)
                jobs.Add(id, job);
        }

        var events = history.Events.ToList();
        foreach (var id in schedules)
            events.AddRange(ScheduleHistory.Of((await client.GetScheduleAsync(id))!, await ScheduleHistory.RunsAsync(client, id), jobs));

        // Where schedules are not looked at, their jobs are jobs like others.
        FinalJob[] finals = [.. jobs.Values.Select(NodeHistory.Final).Select(job => schedules.Length > 0 ? job : job with { ScheduleId = null })];
        return FaultResult.Of(HistoryChecker.Check([.. events.OrderBy(one => one.At)], finals, Room), finals, injected);
    }

    // A loaded machine: how long a keyed job may have waited unseen.
    private static HistoryTolerance Room => new() { Order = TimeSpan.FromSeconds(3) };

    /// <summary>The promised jobs and all that the store has.</summary>
    private static async Task<IReadOnlyCollection<string>> IdsAsync(IJobSchedulerClient client, NodeHistory history)
    {
        var ids = history.Events.OfType<SubmitTold>().Select(told => told.JobId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await client.ListAsync(new JobQuery { Limit = 500, Cursor = cursor });
            ids.UnionWith(page.Items.Select(job => job.JobId));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return ids;
    }

    private static async Task<bool> AnyOpenAsync(IJobSchedulerClient client)
    {
        var page = await client.ListAsync(new JobQuery { Filter = Open, Limit = 1 });
        return page.Items.Count > 0 || page.NextCursor is not null;
    }
}
