using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using JobScheduler.Benchmarks.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Benchmarks.Schedules;

/// <summary>
/// 100,000 schedules on the embedded engine and SQLite (durable commits): how fast they are made, what they cost while none is due, and
/// how late their jobs are while 1,000 of them fire each second. One process, which also plays the client.
/// </summary>
internal sealed class ScheduleSuite : ISuite
{
    private const int Schedules = 100_000;
    private const int InFlight = 512;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(100); // 100,000 in 100 s: 1,000 a second
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Firing = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);
    private readonly ConcurrentBag<double> _lateness = [];
    private readonly TimeProvider _clock = TimeProvider.System;

    public string Name => "schedules";

    public string Description => "100,000 schedules: made, idle, and 1,000 fires a second";

    public async Task RunAsync(SuiteRun run)
    {
        var folder = Directory.CreateTempSubdirectory("jobscheduler-benchmark-");
        try
        {
            using var host = Build(Path.Combine(folder.FullName, "jobs.db"));
            await host.StartAsync();
            var client = host.Services.GetRequiredService<IJobSchedulerClient>();
            await PrintIdleAsync("before", Idle);

            var begin = _clock.GetTimestamp();
            // They all begin at one time, later than the last of them is made; so none fires before that.
            var startAt = _clock.GetUtcNow().AddMinutes(4);
            await Parallel.ForAsync(0, Schedules, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (i, stop) =>
                await client.CreateScheduleAsync(Schedule(i, startAt), stop));
            var made = _clock.GetElapsedTime(begin);
            Print("made per second", Schedules / made.TotalSeconds);
            await PrintIdleAsync("with 100,000 schedules", Idle);
            if (_clock.GetUtcNow() > startAt)
            {
                Console.WriteLine("  This machine took over 4 minutes to make them: the first occurrences are late by that, and the figures below say nothing.");
            }

            await UntilAsync(startAt + Settling);
            _lateness.Clear();
            var cpu = Cpu();
            await UntilAsync(startAt + Settling + Firing);
            var late = _lateness.ToArray().Order().ToArray();
            Print("fired per second", late.Length / Firing.TotalSeconds);
            Print("CPU while firing, of one core, %", (Cpu() - cpu).TotalSeconds / Firing.TotalSeconds * 100);
            foreach (var (name, at) in new[] { ("p50", 0.5), ("p99", 0.99), ("max", 1.0) })
            {
                Print($"handler entered after its occurrence, {name}, ms", late.Length == 0 ? double.NaN : late[(int)((late.Length - 1) * at)]);
            }

            await host.StopAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private IHost Build(string path)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddJobScheduler()
            .UseSqlite(path)
            .AddHandler("tick", (JobContext job) =>
            {
                _lateness.Add((_clock.GetUtcNow() - job.NominalAt!.Value).TotalMilliseconds);
                return JobOutcome.Completed;
            });
        return builder.Build();
    }

    private static ScheduleSubmission Schedule(int i, DateTimeOffset startAt) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"schedule-{i}"),
        Cron = "@every 100s",
        Phase = Interval / Schedules * i,
        StartAt = startAt,
        Overlap = OverlapPolicy.Allow,
        Job = new JobSubmission { JobType = "tick" },
    };

    private async Task PrintIdleAsync(string when, TimeSpan time)
    {
        GC.Collect();
        var cpu = Cpu();
        await Task.Delay(time, _clock);
        Print($"CPU while idle, {when}, of one core, %", (Cpu() - cpu).TotalSeconds / time.TotalSeconds * 100);
        Print($"resident memory, {when}, MiB", Environment.WorkingSet / 1048576.0);
    }

    private async Task UntilAsync(DateTimeOffset time)
    {
        var left = time - _clock.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, _clock);
        }
    }

    private static TimeSpan Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private static void Print(string what, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-62} {value,12:N2}"));
}
