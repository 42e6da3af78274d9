using JobScheduler.Benchmarks.Results;

namespace JobScheduler.Benchmarks.Running;

/// <summary>What the runs of one case measured, together.</summary>
internal static class MeasuredRuns
{
    /// <summary>A figure of that name over all runs; without a unit of its own the name says it.</summary>
    public static Figure Figure(this IReadOnlyList<Measured> runs, string name, string? unit = null) =>
        new([.. runs.Select(run => run.Values[name])], unit ?? name);
}
