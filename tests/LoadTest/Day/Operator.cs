namespace JobScheduler.LoadTest.Day;

/// <summary>What people do beside the jobs: read lists and counts, pause a queue, replay dead letters.</summary>
internal sealed class Operator(IJobSchedulerClient client, Ledger ledger, TimeProvider time)
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);
    private static readonly JobFilter[] Filters =
    [
        new(), new() { States = [JobState.Running, JobState.Queued] }, new() { JobTypes = ["http"] }, new() { Tags = ["day", "tag-3"] },
        new() { Queues = [Workload.PausedQueue] }, new() { ConcurrencyKeys = ["key-1"] }, new() { States = [JobState.Failed] },
    ];

    public async Task WorkAsync(CancellationToken stop)
    {
        for (var step = 0; !stop.IsCancellationRequested; step++)
        {
            var now = step;
            await TryAsync(() => StepAsync(now));
            await Task.Delay(Step, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await TryAsync(() => client.ResumeQueueAsync(Workload.PausedQueue));
    }

    /// <summary>Replays until no dead letter is left.</summary>
    public async Task ReplayAllAsync()
    {
        for (var more = true; more;)
            more = (await ReplayAsync()).Matched > 0;
    }

    private async Task StepAsync(int step)
    {
        await client.ListAsync(new JobQuery { Filter = Filters[step % Filters.Length], Limit = 100 });
        ledger.Count("(list reads)");
        if (step % 4 == 0)
            await client.GetStatsAsync();
        if (step % 20 == 5)
            await client.PauseQueueAsync(Workload.PausedQueue, "by the load test");
        if (step % 20 == 15)
            await client.ResumeQueueAsync(Workload.PausedQueue);
        if (step % 30 == 20)
            await ReplayAsync();
        if (step % 10 == 0)
            await client.ListSchedulesAsync();
    }

    private async Task<BulkResult> ReplayAsync()
    {
        var result = await client.BulkAsync(BulkAction.Replay, new BulkRequest { Filter = new JobFilter(), Reason = "by the load test" });
        for (var i = 0; i < result.Changed; i++)
            ledger.Count("(replays)");
        return result;
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (JobSchedulerException e)
        {
            ledger.Error($"{e.GetType().Name}: {e.Message}");
        }
    }
}
