using System.Collections.Concurrent;
using System.Globalization;
using JobScheduler.Tests.History;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.KillTest;

/// <summary>
/// Schedules in the real process: one each second under kills (<see cref="KillTestMode.Schedule"/>), or one for every pair of policies
/// over a down-time (<see cref="KillTestMode.Down"/>). All are read back over HTTP and held against the second-by-second walk.
/// </summary>
internal sealed class ScheduleRunner(KillTestOptions options, string data, TimeProvider time)
{
    private const string EverySecond = "* * * * * *";
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(5);
    private readonly ConcurrentQueue<HistoryEvent> _history = new();
    private readonly List<(DateTimeOffset Killed, DateTimeOffset Ready)> _outages = [];

    public async Task<HistoryReport> RunAsync()
    {
        Directory.CreateDirectory(data);
        await using var recorder = new Recorder(_history, time);
        await recorder.StartAsync();
        using var silo = new SiloProcess(options.Silo, options.SiloSettings(), data, time);
        await using var services = KillTestRun.Services(silo.Address);
        var client = services.GetRequiredService<IJobSchedulerClient>();
        await silo.StartAsync();
        var schedules = options.Mode == KillTestMode.Schedule ? [Steady(recorder)] : Policies(recorder).ToList();
        foreach (var schedule in schedules)
            await client.CreateScheduleAsync(schedule);
        await (options.Mode == KillTestMode.Schedule ? KillOftenAsync(silo, recorder) : StayDownAsync(silo, recorder));
        foreach (var schedule in schedules)
            await client.PauseScheduleAsync(schedule.Id);
        return await CheckAsync(client, schedules);
    }

    private static ScheduleSubmission Steady(Recorder recorder) =>
        new() { Id = "steady", Cron = EverySecond, Overlap = OverlapPolicy.Allow, Misfire = MisfirePolicy.FireAll, Job = Workload.Recorded(recorder, 5) };

    private static IEnumerable<ScheduleSubmission> Policies(Recorder recorder) =>
        from misfire in Enum.GetValues<MisfirePolicy>()
        from overlap in Enum.GetValues<OverlapPolicy>()
        select new ScheduleSubmission
        {
            Id = $"{misfire}.{overlap}",
            Cron = EverySecond,
            Misfire = misfire,
            Overlap = overlap,
            CatchUpLimit = 4,
            CatchUpWindow = TimeSpan.FromHours(1),
            Job = Workload.Recorded(recorder, 300),
        };

    private async Task KillOftenAsync(SiloProcess silo, Recorder recorder)
    {
        var random = new Random(options.Seed);
        var length = options.Length;
        var start = time.GetTimestamp();
        foreach (var moment in Enumerable.Range(0, options.Kills).Select(_ => length * random.NextDouble()).Order())
        {
            await WaitAsync(moment - time.GetElapsedTime(start));
            await RestartAsync(silo, recorder, TimeSpan.Zero);
        }

        await WaitAsync(length - time.GetElapsedTime(start));
    }

    private async Task StayDownAsync(SiloProcess silo, Recorder recorder)
    {
        await WaitAsync(Warm);
        await RestartAsync(silo, recorder, TimeSpan.FromSeconds(options.DownSeconds));
        await WaitAsync(Warm);
    }

    private async Task RestartAsync(SiloProcess silo, Recorder recorder, TimeSpan down)
    {
        await silo.KillAsync();
        var killed = time.GetUtcNow();
        await WaitAsync(down);
        recorder.InvalidateRunning();
        await silo.StartAsync();
        _outages.Add((killed, time.GetUtcNow()));
        Console.WriteLine($"killed at {killed:HH:mm:ss.fff}, ready again after {(time.GetUtcNow() - killed).TotalMilliseconds:0} ms");
    }

    private async Task WaitAsync(TimeSpan wait)
    {
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time);
    }

    private async Task<HistoryReport> CheckAsync(IJobSchedulerClient client, IReadOnlyList<ScheduleSubmission> schedules)
    {
        var jobs = await new Settling(client, options.Settle, time).ReadBackAsync(_history);
        var byId = jobs.ToDictionary(job => job.JobId, StringComparer.Ordinal);
        var told = new List<HistoryEvent>();
        var violations = new List<Violation>();
        foreach (var schedule in schedules)
        {
            var end = await client.GetScheduleAsync(schedule.Id) ?? throw new KillTestException($"The schedule {schedule.Id} is gone.");
            var runs = await ScheduleHistory.RunsAsync(client, schedule.Id);
            var made = await JobsAsync(client, schedule.Id);
            told.AddRange(ScheduleHistory.Of(end, runs, byId));
            violations.AddRange(options.Mode == KillTestMode.Schedule ? NotOneEachSecond(end, runs, made) : NotSeenDown(end, runs));
            Console.WriteLine($"{schedule.Id}: {Summary(runs)}; {made.Count} jobs");
        }

        var events = KillHistory.Complete([.. told, .. _history], jobs, _outages, TimeSpan.FromMilliseconds(options.ToleranceMs));
        var room = new HistoryTolerance { Order = TimeSpan.FromMilliseconds(options.ToleranceMs) };
        var report = HistoryChecker.Check(
            [.. events.OrderBy(one => one.At)], [.. jobs.Select(KillHistory.Final)], options.MisfireAfter is { } misfireAfter ? room with { MisfireAfter = misfireAfter } : room);
        return report with { Violations = [.. report.Violations, .. violations] };
    }

    private static string Summary(IEnumerable<ScheduleRun> runs) => string.Join(
        ", ", runs.GroupBy(run => run.Decision).Select(same => string.Create(CultureInfo.InvariantCulture, $"{same.Sum(run => run.Count)} {same.Key}")));

    /// <summary>The plainest form of the promise: the jobs' seconds are all seconds from the creation to the pause, each once.</summary>
    private static IEnumerable<Violation> NotOneEachSecond(ScheduleSnapshot schedule, IReadOnlyList<ScheduleRun> runs, IReadOnlyList<JobSummary> jobs)
    {
        var first = (schedule.CreatedAt.ToUnixTimeMilliseconds() / 1000) + 1;
        var last = schedule.PausedAt!.Value.ToUnixTimeMilliseconds() / 1000;
        var seconds = jobs.CountBy(job => job.NominalAt!.Value.ToUnixTimeMilliseconds() / 1000).ToDictionary();
        for (var second = first; second <= last; second++)
        {
            if (seconds.GetValueOrDefault(second) != 1)
                yield return Found(HistoryRule.ScheduleLost, schedule, $"second {second - first + 1} of {last - first + 1} has {seconds.GetValueOrDefault(second)} jobs");
        }

        if (jobs.Count != last - first + 1 || jobs.Count != schedule.Runs || runs.Any(run => run.Decision != ScheduleDecision.Fired))
            yield return Found(HistoryRule.ScheduleDoubled, schedule, $"{jobs.Count} jobs and {schedule.Runs} runs for {last - first + 1} seconds");
        foreach (var job in jobs.Where(job => job.State != JobState.Completed))
            yield return Found(HistoryRule.ScheduleLost, schedule, $"{job.JobId} is {job.State}");
    }

    /// <summary>A check of nothing proves nothing: the down-time must show in the decisions of every policy.</summary>
    private static IEnumerable<Violation> NotSeenDown(ScheduleSnapshot schedule, IReadOnlyList<ScheduleRun> runs)
    {
        if (!runs.Any(run => run is { Decision: ScheduleDecision.Missed, Count: > 1 }))
            yield return Found(HistoryRule.ScheduleMisfire, schedule, "nothing was missed");
    }

    private static Violation Found(HistoryRule rule, ScheduleSnapshot schedule, string what) => new(rule, schedule.UpdatedAt, schedule.Id, what);

    private static async Task<IReadOnlyList<JobSummary>> JobsAsync(IJobSchedulerClient client, string id)
    {
        var jobs = new List<JobSummary>();
        string? cursor = null;
        do
        {
            var page = await client.ListAsync(new JobQuery { Filter = new JobFilter { ScheduleIds = [id] }, Limit = 500, Cursor = cursor });
            jobs.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return jobs;
    }
}
