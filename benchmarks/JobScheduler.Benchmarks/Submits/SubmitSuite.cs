using System.Globalization;
using JobScheduler.Benchmarks.Results;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Submits;

/// <summary>How many jobs a second are accepted, each answered when it is durable; nothing is performed meanwhile.</summary>
internal sealed class SubmitSuite : ISuite
{
    private const int BulkSize = 1_000;

    private static readonly (string What, ChildArguments Case)[] InProcess =
    [
        ("one caller", Submit(jobs: 4_000, inFlight: 1)),
        ("24 in flight", Submit(jobs: 20_000, inFlight: 24)),
        ("64 in flight", Submit(jobs: 40_000, inFlight: 64)),
        ("bulk, 1,000 a call, one call at a time", ChildArguments.Ours("bulk").With("jobs", 100_000).With("per-call", BulkSize)),
    ];

    private static readonly (int Connections, int Jobs)[] OverHttp = [(1, 4_000), (64, 40_000)];

    public string Name => "submit";

    public string Description => "jobs accepted per second: one caller, 24 and 64 in flight, bulk, and over HTTP";

    public async Task RunAsync(SuiteRun run)
    {
        var http = OverHttp.Select(load => Http("http-submit", load)).Concat(OverHttp.Select(load => Http("http-nothing", load)));
        var runs = await run.MeasureAsync([.. InProcess.Select(c => c.Case), .. http]);
        await AddInProcessAsync(run.Report, runs);
        await AddHttpAsync(run.Report, runs[InProcess.Length..]);
    }

    private static Task AddInProcessAsync(Report report, IReadOnlyList<Measured>[] runs)
    {
        var table = new Table("Submit, in process", "callers", "jobs a run", "jobs per second");
        foreach (var ((what, arguments), measured) in InProcess.Zip(runs))
            table.Add(what, Text(arguments.Number("jobs")), measured.Figure(Measured.Rate));
        table.Note($"jobscheduler: {runs[0][0].Settings}");
        return report.AddAsync(table);
    }

    private static Task AddHttpAsync(Report report, IReadOnlyList<Measured>[] runs)
    {
        var table = new Table("Submit, over HTTP", "connections", "jobs a run", "jobs per second", "the generator's own limit, requests per second");
        for (var i = 0; i < OverHttp.Length; i++)
            table.Add(Text(OverHttp[i].Connections), Text(OverHttp[i].Jobs), runs[i].Figure(Measured.Rate), runs[OverHttp.Length + i].Figure(Measured.Rate));
        table.Note("the silo with default settings, in a process of its own; POST /v1/jobs, a job a request, HTTP/1.1 over kept connections without pipelining");
        table.Note("the generator shares the machine; its own limit is measured against a server that reads the request and answers as many bytes; warm-up 10,000 requests, or as many as a run has");
        return report.AddAsync(table);
    }

    private static ChildArguments Submit(int jobs, int inFlight) =>
        ChildArguments.Ours("submit").With("jobs", jobs).With("in-flight", inFlight);

    private static ChildArguments Http(string measurement, (int Connections, int Jobs) load) =>
        ChildArguments.Ours(measurement).With("connections", load.Connections).With("jobs", load.Jobs);

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
