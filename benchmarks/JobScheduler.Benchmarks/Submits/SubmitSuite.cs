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
        ("one caller", Submit(inFlight: 1)),
        ("24 in flight", Submit(inFlight: 24)),
        ("64 in flight", Submit(inFlight: 64)),
        ("bulk, 1,000 a call, one call at a time", ChildArguments.Ours("bulk").With("per-call", BulkSize)),
    ];

    private static readonly int[] Connections = [1, 64];

    public string Name => "submit";

    public string Description => "jobs accepted per second: one caller, 24 and 64 in flight, bulk, and over HTTP";

    public async Task RunAsync(SuiteRun run)
    {
        var http = Connections.Select(count => Http("http-submit", count)).Concat(Connections.Select(count => Http("http-nothing", count)));
        var cases = InProcess.Select(c => c.Case).Concat(http).Select(c => c.With("seconds", run.Options.SubmitSeconds));
        var runs = await run.MeasureAsync([.. cases]);
        await AddInProcessAsync(run, runs);
        await AddHttpAsync(run, runs[InProcess.Length..]);
    }

    private static Task AddInProcessAsync(SuiteRun run, IReadOnlyList<Measured>[] runs)
    {
        var table = new Table("Submit, in process", "callers", "jobs per second");
        foreach (var ((what, _), measured) in InProcess.Zip(runs))
            table.Add(what, measured.Figure(Measured.Rate));
        table.Note($"as many as are answered in {run.Options.SubmitSeconds} s; {run.WarmUpNote}");
        table.Note($"jobscheduler: {runs[0][0].Settings}");
        return run.Report.AddAsync(table);
    }

    private static Task AddHttpAsync(SuiteRun run, IReadOnlyList<Measured>[] runs)
    {
        var table = new Table("Submit, over HTTP", "connections", "jobs per second", "the generator's own limit, requests per second");
        for (var i = 0; i < Connections.Length; i++)
            table.Add(Text(Connections[i]), runs[i].Figure(Measured.Rate), runs[Connections.Length + i].Figure(Measured.Rate));
        table.Note($"as many as are answered in {run.Options.SubmitSeconds} s; {run.WarmUpNote}");
        table.Note("the silo with default settings, in a process of its own; POST /v1/jobs, a job a request, HTTP/1.1 over kept connections without pipelining");
        table.Note("the generator shares the machine; its own limit is measured against a server that reads the request and answers as many bytes");
        return run.Report.AddAsync(table);
    }

    private static ChildArguments Submit(int inFlight) => ChildArguments.Ours("submit").With("in-flight", inFlight);

    private static ChildArguments Http(string measurement, int connections) => ChildArguments.Ours(measurement).With("connections", connections);

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
