using System.Globalization;
using JobScheduler.ClusterTest.Nodes;

namespace JobScheduler.ClusterTest.Measures;

/// <summary>Counters of all silos together, at one moment.</summary>
/// <param name="At">When.</param>
/// <param name="Finished">Jobs that ended.</param>
/// <param name="Commits">Commits that the store answered or did not: conditional batches.</param>
/// <param name="CommitSeconds">How long these took together.</param>
/// <param name="Rows">Changes in applied commits.</param>
internal sealed record Scrape(long At, double Finished, double Commits, double CommitSeconds, double Rows)
{
    public static async Task<Scrape> ReadAsync(HttpClient http, IEnumerable<ClusterNode> silos, TimeProvider time)
    {
        var at = time.GetTimestamp();
        var texts = await Task.WhenAll(silos.Select(silo => http.GetStringAsync(new Uri(silo.Address, "metrics"))));
        return new Scrape(
            at, Sum("jobscheduler_job_finished_total"), Sum("jobscheduler_commit_duration_seconds_count"), Sum("jobscheduler_commit_duration_seconds_sum"), Sum("jobscheduler_commit_rows_sum"));

        double Sum(string name) => texts.Sum(text => text.Split('\n').Where(line => IsOf(line, name)).Sum(Value));
    }

    private static bool IsOf(string line, string name) => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is '{' or ' ';

    private static double Value(string line) => double.Parse(line.Split(" # ")[0].Split(' ')[^1], CultureInfo.InvariantCulture);
}
