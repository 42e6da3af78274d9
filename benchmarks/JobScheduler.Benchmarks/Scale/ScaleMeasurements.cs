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
    public const string IdleCpu = "idle CPU %";
    public const string Submits = "submitted per second";
    public const string Drained = "drained per second";
    public const string MemoryAfter = "resident MiB after work";
    private const double Mebibyte = 1 << 20;
    private const int BatchSize = 1_000;
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    /// <summary>Fills the store through the public API, jobs due a tenth of a second apart, from in a month on.</summary>
    public static async Task<Measured> FillAsync(JobSchedulerContender contender, ChildArguments arguments)
    {
        var (clock, jobs) = (TimeProvider.System, arguments.Number("jobs"));
        await contender.StartAsync(arguments.Folder);
        var (due, start) = (clock.GetUtcNow() + Month, clock.GetTimestamp());
        await contender.FillAsync(jobs, BatchSize, () => JobSchedulerContender.Job() with { RunAt = due += TimeSpan.FromMilliseconds(100) });
        var rate = jobs / clock.GetElapsedTime(start).TotalSeconds;
        await contender.DisposeAsync(); // writes what is in the log into the file
        return Values((Measured.Rate, rate), (FileSize, Directory.GetFiles(arguments.Folder).Sum(file => new FileInfo(file).Length) / Mebibyte));
    }

    /// <summary>Start of the process to ready; then what it costs while nothing is due.</summary>
    public static async Task<Measured> IdleAsync(JobSchedulerContender contender, ChildArguments arguments)
    {
        var clock = TimeProvider.System;
        await contender.StartAsync(arguments.Folder);
        using var process = Process.GetCurrentProcess();
        var health = contender.Services.GetRequiredService<ISchedulerHealth>();
        while (!health.GetReadiness().IsReady) // as /readyz says it
            await Task.Delay(TimeSpan.FromMilliseconds(1), clock);
        var ready = clock.GetLocalNow() - process.StartTime;
        await Task.Delay(IdleTime / 5, clock); // what a start leaves to be done
        process.Refresh();
        var (cpu, start) = (process.TotalProcessorTime, clock.GetTimestamp());
        await Task.Delay(IdleTime, clock);
        process.Refresh();
        var idle = (process.TotalProcessorTime - cpu) / clock.GetElapsedTime(start) * 100;
        return Values((Ready, ready.TotalMilliseconds), (Memory, process.WorkingSet64 / Mebibyte), (IdleCpu, idle));
    }

    /// <summary>Submits with 64 in flight, performs these, and then a drain; afterwards the store is as it was, but for completed jobs.</summary>
    public static async Task<Measured> WorkAsync(JobSchedulerContender contender, ChildArguments arguments)
    {
        var jobs = arguments.Number("jobs");
        await contender.StartAsync(arguments.Folder);
        var submitted = await contender.SubmitAsync(jobs, 64);
        await contender.PerformWaitingAsync();
        var drained = await contender.DrainAsync(jobs);
        return Values((Submits, submitted!.Value), (Drained, drained!.Value), (MemoryAfter, Environment.WorkingSet / Mebibyte));
    }

    private static Measured Values(params (string Name, double Value)[] values) =>
        new() { Values = values.ToDictionary(value => value.Name, value => value.Value) };
}
