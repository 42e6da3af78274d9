using JobScheduler.Benchmarks.Contenders;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Compare;

/// <summary>One thing that all contenders are asked to do.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="What">The table's title.</param>
/// <param name="Arguments">The child's arguments for a contender; null: it is left out.</param>
internal sealed record CompareCase(string Name, string What, Func<IContender, ChildArguments?> Arguments)
{
    private const int SmallDrain = 20_000;
    private const int LargeDrain = 200_000;
    private const int MostSeconds = 20; // of lateness: it is measured once for each contender and run

    /// <summary>Those that were asked for, in the order of their tables.</summary>
    /// <exception cref="BenchmarkException">A name is none of theirs.</exception>
    public static IReadOnlyList<CompareCase> Wanted(RunOptions options)
    {
        var all = All(options);
        if (options.Cases.FirstOrDefault(name => all.All(one => one.Name != name)) is { } unknown)
            throw new BenchmarkException($"--cases: {unknown} is none of {string.Join(", ", all.Select(one => one.Name))}.");
        return options.Cases.Count == 0 ? all : [.. all.Where(one => options.Cases.Contains(one.Name))];
    }

    private static IReadOnlyList<CompareCase> All(RunOptions options) =>
    [
        new("submit", "Submit, one caller", contender => For(contender, "submit").With("in-flight", 1).With("seconds", options.SubmitSeconds)),
        new("submit64", "Submit, 64 in flight", contender => For(contender, "submit").With("in-flight", 64).With("seconds", options.SubmitSeconds)),
        new("bulk", "Submit, bulk of 1,000 a call", contender => For(contender, "bulk").With("per-call", 1_000).With("seconds", options.SubmitSeconds)),
        new("drain20k", "Drain of 20,000", contender => For(contender, "drain").With("jobs", Math.Min(SmallDrain, contender.MostDrain))),
        new("drain200k", "Drain of 200,000", contender => contender.MostDrain < LargeDrain ? null : For(contender, "drain").With("jobs", LargeDrain)),
        new("lateness", "Lateness of 100 one-off jobs a second, ms", contender => For(contender, "punctuality").With("per-second", 100).With("seconds", LatenessSeconds(options))),
    ];

    /// <summary>For how long jobs become due when lateness is measured.</summary>
    public static int LatenessSeconds(RunOptions options) => Math.Min(options.Seconds, MostSeconds);

    private static ChildArguments For(IContender contender, string measurement) =>
        new(contender.Name, measurement, new Dictionary<string, string>());
}
