using System.Globalization;
using JobScheduler.Benchmarks.Results;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks;

/// <summary>Runs suites one after another, each with a report of its own.</summary>
internal static class Suites
{
    /// <summary>The program's exit code: 1 if something was that must not be.</summary>
    public static async Task<int> RunAsync(IEnumerable<ISuite> suites, RunOptions options)
    {
        var broken = 0;
        foreach (var suite in suites)
        {
            Console.WriteLine($"{suite.Name}: {suite.Description}");
            var report = new Report(suite.Name, suite.Description, options.Out, Conditions(options));
            await suite.RunAsync(new SuiteRun(options, report));
            foreach (var what in report.Broken)
                Console.WriteLine($"{suite.Name}: {what}");
            broken += report.Broken.Count;
        }

        Console.WriteLine($"Tables and JSON are in {options.Out}.");
        return broken == 0 ? 0 : 1;
    }

    // Measured anew for each suite: a shared machine is not the same all day.
    private static string[] Conditions(RunOptions options) =>
    [
        Machine.Describe(),
        DiskSpeed.Describe(options.DataFolder),
        string.Create(
            CultureInfo.InvariantCulture,
            $"figures are medians of {options.Runs} runs (smallest to largest) where nothing else is said; {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC"),
    ];
}
