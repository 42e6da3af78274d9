namespace JobScheduler.Benchmarks.Contenders.Ours;

/// <content>Punctuality of jobs and of schedules.</content>
internal sealed partial class JobSchedulerContender
{
    // At least so long passes between the last submit and the first job.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);
    private const int SlowestFill = 5_000; // jobs a second

    public async Task<Lateness?> PunctualityAsync(int perSecond, TimeSpan time)
    {
        await WarmUpByDrainsAsync();
        var count = (int)(perSecond * time.TotalSeconds);
        using var recorder = Record(job => job.RunAt, count);
        var first = _clock.GetUtcNow() + Calm + TimeSpan.FromSeconds((double)count / SlowestFill);
        var completed = await CompletedAsync();
        var (allEntered, i) = (_bodies.WhenMore(count), 0);
        await FillAsync(count, BatchSize, () => Job() with { RunAt = first + (TimeSpan.FromSeconds(i++) / perSecond) });
        CheckCalm(first);
        await allEntered;
        await UntilCompletedAsync(completed + count);
        return recorder.Sum();
    }

    /// <summary>Throws when the first time is so near that the submits themselves would make jobs late.</summary>
    private void CheckCalm(DateTimeOffset first)
    {
        if (first - _clock.GetUtcNow() < Calm / 2)
            throw new BenchmarkException("This machine submits so slowly that the first jobs would have been late.");
    }

    /// <summary>Keeps the lateness of every body from now on, until it is disposed of.</summary>
    public LatenessRecorder Record(Func<JobContext, DateTimeOffset> due, int count)
    {
        var recorder = new LatenessRecorder(count, () => _body = null);
        _body = job => recorder.Add((_clock.GetUtcNow() - due(job)).TotalMilliseconds);
        return recorder;
    }
}
