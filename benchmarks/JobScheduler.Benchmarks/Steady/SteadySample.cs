using System.Diagnostics;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Steady;

/// <summary>What the process had done and spent at a moment.</summary>
internal sealed record SteadySample(long Timestamp, long Completed, long AllocatedBytes, TimeSpan Cpu);

/// <summary>What was done between two moments.</summary>
internal static class SteadyFigures
{
    public const string Bytes = "bytes per job";
    public const string CpuTime = "CPU microseconds per job";
    public const string Cores = "cores busy";
    public const string Unfinished = "unfinished";
    public const string Memory = "resident MiB";

    public static Measured Of(SteadySample before, SteadySample after, long unfinished, long workingSet)
    {
        var seconds = Stopwatch.GetElapsedTime(before.Timestamp, after.Timestamp).TotalSeconds;
        double jobs = after.Completed - before.Completed;
        var cpu = after.Cpu - before.Cpu;
        return new Measured
        {
            Values = new Dictionary<string, double>
            {
                [Measured.Rate] = jobs / seconds,
                [Bytes] = (after.AllocatedBytes - before.AllocatedBytes) / jobs,
                [CpuTime] = cpu.TotalMicroseconds / jobs,
                [Cores] = cpu.TotalSeconds / seconds,
                [Unfinished] = unfinished,
                [Memory] = workingSet / (double)(1 << 20),
            },
        };
    }
}
