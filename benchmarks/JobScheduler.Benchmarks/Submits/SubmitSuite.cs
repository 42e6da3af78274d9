using JobScheduler.Benchmarks.Results;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Submits;

/// <summary>How many jobs a second are accepted, each answered when it is durable; nothing runs meanwhile.</summary>
internal sealed class SubmitSuite : ISuite
{
    private static readonly (string What, ChildArguments Case)[] Cases =
    [
        ("one caller", Submit(jobs: 4_000, inFlight: 1)),
        ("24 in flight", Submit(jobs: 40_000, inFlight: 24)),
        ("64 in flight", Submit(jobs: 80_000, inFlight: 64)),
        ("bulk, 1,000 per call, one call at a time", ChildArguments.Ours("bulk").With("jobs", 200_000).With("per-call", 1_000)),
    ];

    public string Name => "submit";

    public string Description => "jobs accepted per second: one caller, 24 and 64 in flight, bulk, and over HTTP";

    public async Task RunAsync(SuiteRun run)
    {
        var runs = await run.MeasureAsync([.. Cases.Select(c => c.Case)]);
        var table = new Table("Submit, in process", "callers", "jobs a run", "jobs per second");
        foreach (var ((what, arguments), measured) in Cases.Zip(runs))
            table.Add(what, arguments.Text("jobs"), measured.Figure(Measured.Rate));
        table.Note($"jobscheduler: {runs[0][0].Settings}");
        await run.Report.AddAsync(table);
    }

    private static ChildArguments Submit(int jobs, int inFlight) => ChildArguments.Ours("submit").With("jobs", jobs).With("in-flight", inFlight);
}
