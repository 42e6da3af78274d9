using JobScheduler.Benchmarks.Results;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Steady;

/// <summary>Whole job lives: callers submit without a pause while the same process performs.</summary>
internal sealed class SteadySuite : ISuite
{
    private static readonly (string What, int Callers, int PerCall)[] Loads =
    [
        ("64 callers, a job a call", 64, 1),
        ("1,024 callers, a job a call", 1_024, 1),
        ("4 callers, 1,000 jobs a call", 4, 1_000),
    ];

    public string Name => "steady";

    public string Description => "whole job lives per second, submitted and performed at the same time, with memory and CPU of each";

    public async Task RunAsync(SuiteRun run)
    {
        var runs = await run.MeasureAsync([.. Loads.Select(load => ChildArguments.Ours("steady")
            .With("callers", load.Callers).With("per-call", load.PerCall).With("seconds", run.Options.Seconds))]);
        var table = new Table(
            "Steady state", "load", "job lives per second", "bytes allocated per life", "CPU µs per life", "cores busy", "accepted and unfinished at the end", "resident MiB");
        foreach (var (load, measured) in Loads.Zip(runs))
        {
            table.Add(
                load.What,
                measured.Figure(Measured.Rate),
                measured.Figure(SteadyFigures.Bytes, "B"),
                measured.Figure(SteadyFigures.CpuTime, "µs"),
                measured.Figure(SteadyFigures.Cores),
                measured.Figure(SteadyFigures.Unfinished),
                measured.Figure(SteadyFigures.Memory, "MiB"));
        }

        table.Note($"durable completions in {run.Options.Seconds} s, after {run.Options.WarmUp} s of the same load; callers wait while 20,000 jobs are accepted and not "
            + "begun; bytes and CPU are of the whole process, its callers with it");
        table.Note($"jobscheduler: {runs[0][0].Settings}");
        await run.Report.AddAsync(table);
    }
}
