using System.Diagnostics;
using JobScheduler.Benchmarks.Contenders.Ours;
using JobScheduler.Benchmarks.Running;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Benchmarks.Scale;

/// <summary>What is measured on a store with many jobs that are due in a month.</summary>
internal static class ScaleMeasurements
{
    public const string FileSize = "file MiB";
    public const string Ready = "ready ms";
    public const string Memory = "resident MiB";
    public const string Submits = "submitted per second";
    public const string Drained = "drained per second";
    public const string MemoryAfter = "resident MiB after work";
    private const double Mebibyte = 1 << 20;
    private const int BatchSize = 1_000;
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    // A process that has just started is not at rest: the runtime still compiles what ran at the start, in the background.
    private static readonly TimeSpan MemoryAge = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(12);
    private const int Windows = 5;
    private static readonly TimeProvider Clock = TimeProvider.System;

    /// <summary>Fills the store through the public API, jobs due a tenth of a second apart, from in a month on.</summary>
    public static async Task<Measured> FillAsync(JobSchedulerContender contender, ChildArguments arguments)
    {
        var jobs = arguments.Number("jobs");
        await contender.StartAsync(arguments.Folder, arguments.WarmUp);
        var (due, start) = (Clock.GetUtcNow() + Month, Clock.GetTimestamp());
        await contender.FillAsync(jobs, BatchSize, () => JobSchedulerContender.Job() with { RunAt = due += TimeSpan.FromMilliseconds(100) });
        var rate = jobs / Clock.GetElapsedTime(start).TotalSeconds;
        await contender.DisposeAsync(); // writes what is in the log into the file
        return Values((Measured.Rate, rate), (FileSize, Directory.GetFiles(arguments.Folder).Sum(file => new FileInfo(file).Length) / Mebibyte));
    }

    /// <summary>Start of the process to ready; then its memory while nothing is due.</summary>
    public static async Task<Measured> ReadyAsync(JobSchedulerContender contender, ChildArguments arguments)
    {
        await contender.StartAsync(arguments.Folder, arguments.WarmUp);
        await UntilReadyAsync(contender);
        using var process = Process.GetCurrentProcess();
        var ready = Clock.GetLocalNow() - process.StartTime;
        await Task.Delay(MemoryAge, Clock);
        return Values((Ready, ready.TotalMilliseconds), (Memory, Environment.WorkingSet / Mebibyte));
    }

    /// <summary>CPU of the process in percent of a core while nothing is due, in each of some windows, long after its start.</summary>
    public static async Task<Measured> IdleAsync(JobSchedulerContender contender)
    {
        await UntilReadyAsync(contender);
        await Task.Delay(Settling, Clock);
        var windows = new double[Windows];
        for (var i = 0; i < Windows; i++)
        {
            var (cpu, start) = (Environment.CpuUsage.TotalTime, Clock.GetTimestamp());
            await Task.Delay(Window, Clock);
            windows[i] = (Environment.CpuUsage.TotalTime - cpu) / Clock.GetElapsedTime(start) * 100;
        }

        return new Measured { Windows = windows };
    }

    // As /readyz says it.
    private static async Task UntilReadyAsync(JobSchedulerContender contender)
    {
        var health = contender.Services.GetRequiredService<ISchedulerHealth>();
        while (!health.GetReadiness().IsReady)
            await Task.Delay(TimeSpan.FromMilliseconds(1), Clock);
    }

    /// <summary>Submits with 64 in flight for a time, performs these, and then a drain; afterwards the store is as it was, but for completed jobs.</summary>
    public static async Task<Measured> WorkAsync(JobSchedulerContender contender, ChildArguments arguments)
    {
        var jobs = arguments.Number("jobs");
        await contender.StartAsync(arguments.Folder, arguments.WarmUp);
        var submitted = await contender.SubmitAsync(64, arguments.Seconds("seconds"));
        await contender.PerformWaitingAsync();
        var drained = await contender.DrainAsync(jobs);
        return Values((Submits, submitted!.Value), (Drained, drained!.Value), (MemoryAfter, Environment.WorkingSet / Mebibyte));
    }

    private static Measured Values(params (string Name, double Value)[] values) =>
        new() { Values = values.ToDictionary(value => value.Name, value => value.Value) };
}
