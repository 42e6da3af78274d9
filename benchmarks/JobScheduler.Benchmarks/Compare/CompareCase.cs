using JobScheduler.Benchmarks.Contenders;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Compare;

/// <summary>One thing that all contenders are asked to do.</summary>
/// <param name="What">The table's title.</param>
/// <param name="Arguments">The child's arguments for a contender; null: it is left out.</param>
internal sealed record CompareCase(string What, Func<IContender, ChildArguments?> Arguments)
{
    private const int SmallDrain = 20_000;
    private const int LargeDrain = 200_000;

    /// <summary>All of them, in the order of their tables.</summary>
    public static IReadOnlyList<CompareCase> All(int seconds) =>
    [
        new("Submit, one caller", contender => For(contender, "submit").With("jobs", 2_000).With("in-flight", 1)),
        new("Submit, 64 in flight", contender => For(contender, "submit").With("jobs", 20_000).With("in-flight", 64)),
        new("Submit, bulk of 1,000 a call", contender => For(contender, "bulk").With("jobs", 50_000).With("per-call", 1_000)),
        new("Drain of 20,000", contender => For(contender, "drain").With("jobs", Math.Min(SmallDrain, contender.MostDrain))),
        new("Drain of 200,000", contender => contender.MostDrain < LargeDrain ? null : For(contender, "drain").With("jobs", LargeDrain)),
        new("Lateness of 100 one-off jobs a second, ms", contender => For(contender, "punctuality").With("per-second", 100).With("seconds", seconds)),
    ];

    private static ChildArguments For(IContender contender, string measurement) =>
        new(contender.Name, measurement, new Dictionary<string, string>());
}
