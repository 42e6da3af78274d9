using System.Globalization;

namespace JobScheduler.Benchmarks.Contenders.Ours;

/// <content>Punctuality of schedules.</content>
internal sealed partial class JobSchedulerContender
{
    private const int SlowestMaking = 500; // schedules a second
    private const int MakingInFlight = 256;

    /// <summary>
    /// Lateness of jobs that schedules make: as many schedules as give so many occurrences a second, each firing every ten seconds (or once,
    /// if the time is not a multiple of that) at a moment of its own.
    /// </summary>
    public async Task<Lateness> OccurrencesAsync(int perSecond, TimeSpan time)
    {
        await WarmUpByDrainsAsync();
        var interval = time.TotalSeconds % 10 == 0 ? TimeSpan.FromSeconds(10) : time;
        var schedules = (int)(perSecond * interval.TotalSeconds);
        var count = (int)(perSecond * time.TotalSeconds);
        using var recorder = Record(job => job.NominalAt!.Value, count);
        var start = Align(_clock.GetUtcNow() + Calm + TimeSpan.FromSeconds((double)schedules / SlowestMaking), interval);
        var completed = await CompletedAsync();
        var allEntered = _bodies.WhenMore(count);
        await Parallel.ForAsync(0, schedules, new ParallelOptions { MaxDegreeOfParallelism = MakingInFlight }, async (i, stop) =>
            await Client.CreateScheduleAsync(Schedule(i, interval, schedules, start, start + time), stop));
        CheckCalm(start);
        await allEntered;
        await UntilCompletedAsync(completed + count);
        return recorder.Sum();
    }

    // "@every" fires at multiples of its interval since 1970, plus the phase.
    private static DateTimeOffset Align(DateTimeOffset time, TimeSpan interval) =>
        DateTimeOffset.UnixEpoch + (interval * Math.Ceiling((time - DateTimeOffset.UnixEpoch) / interval));

    private static ScheduleSubmission Schedule(int i, TimeSpan interval, int of, DateTimeOffset start, DateTimeOffset end) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"schedule-{i}"),
        Cron = string.Create(CultureInfo.InvariantCulture, $"@every {interval.TotalSeconds}s"),
        Phase = interval / of * i,
        StartAt = start,
        EndAt = end,
        Overlap = OverlapPolicy.Allow,
        Job = Job(),
    };
}
