namespace JobScheduler.Benchmarks.Results;

/// <summary>Parts of sorted values.</summary>
internal static class Percentile
{
    /// <summary>The smallest value that so large a part of all, from 0 to 1, does not exceed; without any, not a number.</summary>
    public static double At(double[] sorted, double part) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Max((int)Math.Ceiling(sorted.Length * part) - 1, 0)];
}
