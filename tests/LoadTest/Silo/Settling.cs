namespace JobScheduler.LoadTest.Silo;

/// <summary>Reads from the counts of the API how far the silo is.</summary>
internal sealed class Settling(IJobSchedulerClient client, TimeSpan patience, TimeProvider time)
{
    public async Task<long> CompletedAsync() => (await client.GetStatsAsync()).ByState.Completed;

    /// <summary>Returns when no job waits or runs; also when that is not so in time, since what is open then shows in the aims.</summary>
    public async Task UntilIdleAsync()
    {
        var start = time.GetTimestamp();
        while (await OpenAsync() > 0 && time.GetElapsedTime(start) < patience)
            await Task.Delay(TimeSpan.FromMilliseconds(100), time);
    }

    private async Task<long> OpenAsync()
    {
        var counts = (await client.GetStatsAsync()).ByState;
        return counts.Scheduled + counts.Queued + counts.Running;
    }
}
