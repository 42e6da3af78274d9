using System.Diagnostics;
using System.Globalization;
using JobScheduler.Benchmarks.Contenders.Ours;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Schedules;

/// <summary>Makes many schedules, lets them lie, and lets 1,000 of them fire each second.</summary>
internal static class ScheduleMeasurement
{
    public const string Made = "made per second";
    public const string CpuBefore = "idle CPU % before";
    public const string MemoryBefore = "resident MiB before";
    public const string CpuIdle = "idle CPU %";
    public const string Memory = "resident MiB";
    public const string Fired = "fired per second";
    public const string CpuFiring = "CPU % while firing";
    private const int Schedules = 100_000;
    private const int Trial = 2_000;
    private const int InFlight = 512;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(100); // 100,000 in 100 s: 1,000 a second
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Firing = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);
    private static readonly TimeProvider Clock = TimeProvider.System;

    public static async Task<Measured> MeasureAsync(JobSchedulerContender contender)
    {
        var (cpuBefore, memoryBefore) = await RestAsync();

        // They all begin at one time, when the last of them is made and has lain for a while; a trial says when that will be.
        var trial = Schedules / Trial * await MakeAsync(contender, "trial", Trial, Clock.GetUtcNow().AddYears(1));
        var start = Clock.GetUtcNow() + (2 * trial) + Idle + Settling;
        var making = await MakeAsync(contender, "schedule", Schedules, start);
        var (cpuIdle, memory) = await RestAsync();
        if (Clock.GetUtcNow() > start)
            throw new BenchmarkException("This machine made the schedules more slowly than it made the first of them: the first occurrences would be late.");
        await UntilAsync(start + Settling);
        using var recorder = contender.Record(job => job.NominalAt!.Value, 2 * Schedules);
        var cpu = Cpu();
        await UntilAsync(start + Settling + Firing);
        var lateness = recorder.Sum();
        return new Measured
        {
            Lateness = lateness,
            Values = new Dictionary<string, double>
            {
                [Made] = Schedules / making.TotalSeconds,
                [CpuBefore] = cpuBefore,
                [MemoryBefore] = memoryBefore,
                [CpuIdle] = cpuIdle,
                [Memory] = memory,
                [Fired] = lateness.Count / Firing.TotalSeconds,
                [CpuFiring] = (Cpu() - cpu) / Firing * 100,
            },
        };
    }

    private static async Task<TimeSpan> MakeAsync(JobSchedulerContender contender, string name, int count, DateTimeOffset startAt)
    {
        var begin = Clock.GetTimestamp();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (i, stop) =>
            await contender.Client.CreateScheduleAsync(Schedule(name, i, startAt), stop));
        return Clock.GetElapsedTime(begin);
    }

    private static ScheduleSubmission Schedule(string name, int i, DateTimeOffset startAt) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}"),
        Cron = "@every 100s",
        Phase = Interval / Schedules * i,
        StartAt = startAt,
        Overlap = OverlapPolicy.Allow,
        Job = JobSchedulerContender.Job(),
    };

    private static async Task<(double Cpu, double Memory)> RestAsync()
    {
        GC.Collect();
        var cpu = Cpu();
        await Task.Delay(Idle, Clock);
        return ((Cpu() - cpu) / Idle * 100, Environment.WorkingSet / (double)(1 << 20));
    }

    private static async Task UntilAsync(DateTimeOffset time)
    {
        var left = time - Clock.GetUtcNow();
        if (left > TimeSpan.Zero)
            await Task.Delay(left, Clock);
    }

    private static TimeSpan Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
