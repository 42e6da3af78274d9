using System.Globalization;
using JobScheduler.Benchmarks.Results;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Drains;

/// <summary>How fast jobs that all wait and are due are performed, to the last durable completion.</summary>
internal sealed class DrainSuite : ISuite
{
    private static readonly int[] Counts = [20_000, 200_000];

    public string Name => "drain";

    public string Description => "no-op jobs that wait and are due, performed per second: 20,000 and 200,000 of them";

    public async Task RunAsync(SuiteRun run)
    {
        var runs = await run.MeasureAsync([.. Counts.Select(jobs => ChildArguments.Ours("drain").With("jobs", jobs))]);
        var table = new Table("Drain", "jobs waiting", "jobs per second");
        foreach (var (jobs, measured) in Counts.Zip(runs))
            table.Add(jobs.ToString("N0", CultureInfo.InvariantCulture), measured.Figure(Measured.Rate));
        table.Note(run.WarmUpNote);
        table.Note($"jobscheduler: {runs[0][0].Settings}");
        await run.Report.AddAsync(table);
    }
}
