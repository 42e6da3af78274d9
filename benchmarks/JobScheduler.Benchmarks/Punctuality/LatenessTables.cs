using System.Globalization;
using JobScheduler.Benchmarks.Contenders;
using JobScheduler.Benchmarks.Results;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Punctuality;

/// <summary>Lateness of several runs as tables.</summary>
internal static class LatenessTables
{
    private const double Limit = 50;

    public static Table New(string title, params string[] names) =>
        new(title, [.. names, "fires", "early", "mean", "p50", "p99", "p99.9", "max", "within 50 ms, %"]);

    public static void Add(Table table, IReadOnlyList<Measured> runs, params string[] names) => table.Add(
    [
        .. names.Select(name => (Cell)name),
        Sum(runs, lateness => lateness.Count),
        Sum(runs, lateness => lateness.Early),
        Figure(runs, lateness => lateness.MeanMs),
        Figure(runs, lateness => lateness.P50Ms),
        Figure(runs, lateness => lateness.P99Ms),
        Figure(runs, lateness => lateness.P999Ms),
        Figure(runs, lateness => lateness.MaxMs),
        new Figure([.. runs.Select(run => 100.0 * run.Lateness!.Within(Limit) / run.Lateness.Count)], "%"),
    ]);

    /// <summary>Says it when a job was early, or did not run.</summary>
    public static void Check(Report report, IReadOnlyList<Measured> runs, string what, long expected)
    {
        foreach (var lateness in runs.Select(run => run.Lateness!))
        {
            if (lateness.Early > 0)
                report.Broken.Add($"{what}: {lateness.Early} of {lateness.Count} were entered early.");
            if (lateness.Count != expected)
                report.Broken.Add($"{what}: {lateness.Count} ran instead of {expected}.");
        }
    }

    /// <summary>How many of all runs' fires fell between one bound and the next.</summary>
    public static Table Histogram(string[] names, IReadOnlyList<IReadOnlyList<Measured>> runs)
    {
        var table = new Table("Lateness, histogram of all runs", ["up to, ms", .. names]);
        var bounds = runs.SelectMany(r => r).SelectMany(run => run.Lateness!.Histogram).Select(bucket => bucket.UpToMs).Distinct().Order();
        foreach (var bound in bounds)
        {
            var counts = runs.Select(r => r.SelectMany(run => run.Lateness!.Histogram).Where(bucket => bucket.UpToMs == bound).Sum(bucket => bucket.Count));
            table.Add([bound == double.MaxValue ? "more" : Text(bound), .. counts.Select(count => (Cell)Text(count))]);
        }

        return table;
    }

    private static Figure Figure(IReadOnlyList<Measured> runs, Func<Lateness, double> of) => new([.. runs.Select(run => of(run.Lateness!))], "ms");

    private static string Sum(IReadOnlyList<Measured> runs, Func<Lateness, long> of) => Text(runs.Sum(run => of(run.Lateness!)));

    private static string Text(double value) => value.ToString("#,0.#", CultureInfo.InvariantCulture);
}
