namespace JobScheduler.Benchmarks.Contenders.Ours;

/// <content>Submits and drains.</content>
internal sealed partial class JobSchedulerContender
{
    // Jobs wait in a paused queue, so that a submit alone is measured, as with peers whose workers do not run.
    public async Task<double?> SubmitAsync(int inFlight, TimeSpan time)
    {
        await Client.PauseQueueAsync(WaitingQueue);
        await _load.WarmUpAsync(inFlight, _warmUp, SubmitOneAsync);
        return await _load.RateAsync(inFlight, time, SubmitOneAsync);
        Task SubmitOneAsync(int caller) => Client.SubmitAsync(Job(WaitingQueue));
    }

    public async Task<double?> SubmitBulkAsync(int perCall, TimeSpan time)
    {
        await Client.PauseQueueAsync(WaitingQueue);
        await _load.RepeatAsync(_warmUp, () => SubmitManyAsync(caller: 0));
        return perCall * await _load.RateAsync(1, time, SubmitManyAsync);
        Task SubmitManyAsync(int caller) => FillAsync(perCall, perCall, () => Job(WaitingQueue));
    }

    public async Task<double?> DrainAsync(int jobs)
    {
        await WarmUpByDrainsAsync();
        return jobs / (await DrainOnceAsync(jobs)).TotalSeconds;
    }

    /// <summary>Performs all that waits, and returns when it has completed durably.</summary>
    public async Task PerformWaitingAsync()
    {
        var waiting = (await Client.GetStatsAsync()).ByQueue[WaitingQueue].Queued;
        var completed = await CompletedAsync();
        await Client.ResumeQueueAsync(WaitingQueue);
        await UntilCompletedAsync(completed + waiting);
    }

    /// <summary>Submits jobs in batches, one batch after another.</summary>
    public async Task FillAsync(long jobs, int perCall, Func<JobSubmission> job)
    {
        for (var left = jobs; left > 0; left -= perCall)
        {
            var batch = new JobSubmission[(int)Math.Min(perCall, left)];
            for (var i = 0; i < batch.Length; i++)
                batch[i] = job();
            await Client.SubmitBatchAsync(batch);
        }
    }

    private Task WarmUpByDrainsAsync() => _load.RepeatAsync(_warmUp, () => DrainOnceAsync(WarmUpRound));

    private async Task<TimeSpan> DrainOnceAsync(int jobs)
    {
        await Client.PauseQueueAsync(WaitingQueue);
        var before = await CompletedAsync();
        var (entered, allEntered) = (_bodies.Entered, _bodies.WhenMore(jobs));
        await FillAsync(jobs, BatchSize, () => Job(WaitingQueue));
        var queue = (await Client.GetStatsAsync()).ByQueue[WaitingQueue];
        if (queue.Queued != jobs || _bodies.Entered != entered)
            throw new BenchmarkException($"{queue.Queued} of {jobs} jobs wait, and {_bodies.Entered - entered} have run before the drain.");
        GC.Collect();
        var start = _clock.GetTimestamp();
        await Client.ResumeQueueAsync(WaitingQueue);
        await allEntered;
        await UntilCompletedAsync(before + jobs);
        return _clock.GetElapsedTime(start);
    }
}
