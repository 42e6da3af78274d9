using System.Diagnostics;
using System.Globalization;

namespace JobScheduler.Benchmarks;

/// <summary>Measures an operation many times over, in several runs, and prints the median of the runs with the fastest and slowest.</summary>
internal static class Measure
{
    private const int WarmUps = 2;
    private const int Runs = 7;

    /// <summary>Times a body that performs an operation so many times, and counts what it allocates on all threads.</summary>
    public static async Task RunAsync(string what, int operations, Func<int, Task> body)
    {
        var times = new List<double>();
        var bytes = new List<double>();
        for (var run = 0; run < WarmUps + Runs; run++)
        {
            Collect();
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var start = Stopwatch.GetTimestamp();
            await body(operations);
            var time = Stopwatch.GetElapsedTime(start);
            if (run >= WarmUps)
            {
                times.Add(time.TotalNanoseconds / operations);
                bytes.Add((double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / operations);
            }
        }

        Print(what, times, "ns", string.Create(CultureInfo.InvariantCulture, $"{Median(bytes):N0} B allocated"));
    }

    /// <summary>Measures what stays in memory per item after a body has made so many.</summary>
    public static async Task KeptAsync(string what, int items, Func<int, Task<IDisposable>> body)
    {
        var bytes = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            Collect();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            using var kept = await body(items);
            Collect();
            bytes.Add((double)(GC.GetTotalMemory(forceFullCollection: true) - before) / items);
        }

        Print(what, bytes, "B", "");
    }

    private static void Print(string what, List<double> values, string unit, string more) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"  {what,-56} {Median(values),9:N0} {unit,-2}  ({values.Min():N0} to {values.Max():N0})  {more}"));

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
