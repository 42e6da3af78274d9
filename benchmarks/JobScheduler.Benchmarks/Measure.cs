using System.Diagnostics;
using JobScheduler.Benchmarks.Results;

namespace JobScheduler.Benchmarks;

/// <summary>Measures an operation in this process many times over, in several runs, and adds a row to a table.</summary>
internal static class Measure
{
    private const int WarmUps = 2;
    private const int Runs = 7;

    /// <summary>A table for these rows.</summary>
    public static Table Table(string title)
    {
        var table = new Table(title, "what", "each", "bytes allocated");
        table.Note($"{Runs} runs in one process, after {WarmUps} that do not count");
        return table;
    }

    /// <summary>Times a body that performs an operation so many times, and counts what it allocates on all threads.</summary>
    public static async Task RunAsync(Table table, string what, int operations, Func<int, Task> body)
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

        table.Add(what + ", ns", new Figure(times, "ns"), new Figure([Math.Floor(Figure.MedianOf(bytes))], "B"));
    }

    /// <summary>Measures what stays in memory per item after a body has made so many.</summary>
    public static async Task KeptAsync(Table table, string what, int items, Func<int, Task<IDisposable>> body)
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

        table.Add(what + ", bytes kept", new Figure(bytes, "B"), "-");
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
