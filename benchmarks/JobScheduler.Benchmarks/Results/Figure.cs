using System.Globalization;

namespace JobScheduler.Benchmarks.Results;

/// <summary>What several runs measured.</summary>
/// <param name="Runs">One value per run, in their order.</param>
/// <param name="Unit">What they count.</param>
internal sealed record Figure(IReadOnlyList<double> Runs, string Unit = "")
{
    public double Median => MedianOf(Runs);

    public double Min => Runs.Count == 0 ? double.NaN : Runs.Min();

    public double Max => Runs.Count == 0 ? double.NaN : Runs.Max();

    /// <summary>The middle one, or the mean of the two in the middle; without any, not a number.</summary>
    public static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }

    /// <summary>The median, then smallest and largest.</summary>
    public override string ToString() => Runs.Count < 2 ? Show(Median) : $"{Show(Median)} ({Show(Min)} to {Show(Max)})";

    /// <summary>Three digits or so, which is what a benchmark can promise.</summary>
    public static string Show(double value) => value.ToString(
        Math.Abs(value) switch { >= 100 => "N0", >= 10 => "N1", >= 0.095 or 0 => "N2", _ => "N3" }, CultureInfo.InvariantCulture);
}
