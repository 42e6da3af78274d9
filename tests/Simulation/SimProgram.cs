using System.Globalization;
using JobScheduler.Tests.History;

namespace JobScheduler.Simulation;

/// <summary>Runs seeds and prints what they showed.</summary>
internal static class SimProgram
{
    private const int Shown = 12;

    public static int Run(SimArguments arguments, TextWriter output, TimeProvider clock)
    {
        var began = clock.GetTimestamp();
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var violations = new List<(int Seed, SimViolation Violation)>();
        for (var seed = arguments.First; seed < arguments.First + arguments.Seeds; seed++)
        {
            var result = SimRun.Run(new SimOptions(seed, arguments.Broken, arguments.Trace));
            foreach (var line in result.Trace)
                output.WriteLine(line);
            foreach (var (what, count) in result.Counts)
                counts[what] = counts.GetValueOrDefault(what) + count;
            violations.AddRange(result.Violations.Select(violation => (seed, violation)));
            if ((seed - arguments.First + 1) % 250 == 0)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"... {seed - arguments.First + 1} seeds, {violations.Count} violations, {clock.GetElapsedTime(began).TotalSeconds:F0} s"));
        }

        foreach (var (what, count) in counts)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-36} {count,10}"));
        output.WriteLine();
        Print(output, arguments, violations);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"took {clock.GetElapsedTime(began).TotalSeconds:F1} s"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{arguments.Seeds} seeds, {violations.Count} violations"));
        return violations.Count == 0 ? 0 : 1;
    }

    private static void Print(TextWriter output, SimArguments arguments, List<(int Seed, SimViolation Violation)> violations)
    {
        foreach (var rule in Enum.GetNames<HistoryRule>().Concat(Enum.GetNames<SimRule>()))
        {
            var broken = violations.Where(one => one.Violation.Rule == rule).ToList();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rule,-24} {broken.Count,6}  in {broken.Select(one => one.Seed).Distinct().Count()} seeds"));
            foreach (var (seed, violation) in broken.DistinctBy(one => one.Seed).Take(3))
                output.WriteLine($"    seed {seed}, {violation.At:HH:mm:ss.fff} {violation.JobId}: {violation.What}");
        }

        var seeds = violations.Select(one => one.Seed).Distinct().ToList();
        if (seeds.Count == 0)
            return;
        output.WriteLine($"failed seeds: {string.Join(' ', seeds.Take(Shown))}{(seeds.Count > Shown ? $" and {seeds.Count - Shown} more" : "")}");
        var rule2 = arguments.Broken == Broken.Nothing ? "" : $" --break {SimArguments.NameOf(arguments.Broken)}";
        output.WriteLine($"replay: dotnet run -c Release --project tests/Simulation -- --seed {seeds[0]} --trace{rule2}");
    }
}
