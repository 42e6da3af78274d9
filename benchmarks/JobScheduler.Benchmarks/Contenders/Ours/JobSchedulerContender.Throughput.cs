namespace JobScheduler.Benchmarks.Contenders.Ours;

/// <content>Submits and drains.</content>
internal sealed partial class JobSchedulerContender
{
    // Jobs wait in a paused queue, so that a submit alone is measured, as with peers whose workers do not run.
    public async Task<double?> SubmitAsync(int jobs, int inFlight)
    {
        await Client.PauseQueueAsync(WaitingQueue);
        await SubmitOneByOneAsync(WarmUpJobs, Math.Max(inFlight, 64));
        await SubmitOneByOneAsync(Math.Min(WarmUpJobs, jobs / 4), inFlight);
        var start = _clock.GetTimestamp();
        await SubmitOneByOneAsync(jobs, inFlight);
        return jobs / _clock.GetElapsedTime(start).TotalSeconds;
    }

    public async Task<double?> SubmitBulkAsync(int jobs, int perCall)
    {
        await Client.PauseQueueAsync(WaitingQueue);
        await FillAsync(WarmUpJobs, perCall, () => Job(WaitingQueue));
        var start = _clock.GetTimestamp();
        await FillAsync(jobs, perCall, () => Job(WaitingQueue));
        return jobs / _clock.GetElapsedTime(start).TotalSeconds;
    }

    public async Task<double?> DrainAsync(int jobs)
    {
        await DrainOnceAsync(WarmUpJobs);
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

    private async Task SubmitOneByOneAsync(int jobs, int inFlight)
    {
        var left = jobs;
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            await Task.Yield();
            while (Interlocked.Decrement(ref left) >= 0)
                await Client.SubmitAsync(Job(WaitingQueue));
        }));
    }
}
