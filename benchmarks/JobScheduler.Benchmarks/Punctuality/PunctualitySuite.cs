using System.Globalization;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Punctuality;

/// <summary>How late handlers are entered. One that is entered early fails the suite.</summary>
internal sealed class PunctualitySuite : ISuite
{
    private static readonly int[] Rates = [100, 1_000];

    public string Name => "punctuality";

    public string Description => "lateness of 100 and 1,000 fires a second, one-off jobs and schedules; none may be early";

    public async Task RunAsync(SuiteRun run)
    {
        (string What, int Rate, ChildArguments Case)[] cases =
        [
            .. Rates.Select(rate => ("one-off jobs", rate, Case("punctuality", rate, run.Options.Seconds))),
            .. Rates.Select(rate => ("schedules", rate, Case("occurrences", rate, run.Options.Seconds))),
        ];
        var runs = await run.MeasureAsync([.. cases.Select(c => c.Case)]);
        var table = LatenessTables.New("Lateness, ms", "what", "fires per second");
        foreach (var ((what, rate, _), measured) in cases.Zip(runs))
        {
            LatenessTables.Add(table, measured, what, rate.ToString("N0", CultureInfo.InvariantCulture));
            LatenessTables.Check(run.Report, measured, $"{what}, {rate} a second", (long)rate * run.Options.Seconds);
        }

        table.Note("entry of the handler minus run_at (of schedules: minus the occurrence), read from the wall clock in the handler; "
            + $"all are submitted before the first is due; the fires are spread evenly over {run.Options.Seconds} s");
        table.Note("schedules: \"@every 10s\" (the whole time, if it is no multiple of that), each at a moment of its own, as many as give the rate");
        table.Note(run.WarmUpNote);
        table.Note($"jobscheduler: {runs[0][0].Settings}");
        await run.Report.AddAsync(table);
        await run.Report.AddAsync(LatenessTables.Histogram(
            [.. cases.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.What}, {c.Rate:N0}/s"))], runs));
    }

    private static ChildArguments Case(string measurement, int rate, int seconds) =>
        ChildArguments.Ours(measurement).With("per-second", rate).With("seconds", seconds);
}
