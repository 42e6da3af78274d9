using System.Globalization;
using JobScheduler.Benchmarks.Contenders;
using JobScheduler.Benchmarks.Results;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Compare;

/// <summary>What one contender did in one case.</summary>
/// <param name="Contender">Who.</param>
/// <param name="Arguments">What it was asked; null: nothing, as it would take too long.</param>
/// <param name="Runs">What its runs measured.</param>
internal sealed record CompareRow(IContender Contender, ChildArguments? Arguments, IReadOnlyList<Measured> Runs)
{
    public bool IsLateness => Runs.Count > 0 && Runs[0].Lateness is not null;

    public Figure? Rates => Runs.Count > 0 && Runs[0].Values.ContainsKey(Measured.Rate) ? Runs.Figure(Measured.Rate) : null;

    /// <summary>What a run consists of: so many jobs, or as many as there are in so many seconds.</summary>
    public string Extent => Arguments is null ? "-"
        : Arguments.Values.ContainsKey("jobs") ? Arguments.Number("jobs").ToString("#,0 jobs", CultureInfo.InvariantCulture)
        : Arguments.Number("seconds").ToString("0 s", CultureInfo.InvariantCulture);

    public string WhyNot => Arguments is null ? "left out: it would take too long" : Runs[0].NotOffered ?? "";
}
