using System.Globalization;
using JobScheduler.Benchmarks.Results;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Scale;

/// <summary>What jobs cost that lie in the store and are not due for a month.</summary>
internal sealed class ScaleSuite : ISuite
{
    private const int DrainJobs = 20_000;

    public string Name => "scale";

    public string Description => "0, 1 million and 10 million jobs due in a month: memory, start, idle CPU, submits and drains on top (--counts for less)";

    public async Task RunAsync(SuiteRun run)
    {
        var counts = run.Options.Counts;
        var folders = counts.Select(_ => run.NewFolder()).ToArray();
        try
        {
            await FillAsync(run, folders);
            await MeasureAsync(run, folders);
        }
        finally
        {
            foreach (var folder in folders)
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FillAsync(SuiteRun run, string[] folders)
    {
        var table = new Table("Filling, once for each count", "jobs", "jobs per second", "file, MiB");
        foreach (var (count, folder) in run.Options.Counts.Zip(folders).Where(pair => pair.First > 0))
        {
            var filled = await run.MeasureOnceAsync(ChildArguments.Ours("scale-fill").With("jobs", count).With("folder", folder));
            table.Add(Text(count), new[] { filled }.Figure(Measured.Rate), new[] { filled }.Figure(ScaleMeasurements.FileSize, "MiB"));
        }

        table.Note("through the public API, 1,000 jobs a call, one call after another; one run, not a median");
        await run.Report.AddAsync(table);
    }

    private static async Task MeasureAsync(SuiteRun run, string[] folders)
    {
        // The work comes last: it leaves completed jobs in the files.
        var ready = await run.MeasureAsync([.. folders.Select(folder => ChildArguments.Ours("scale-ready").With("folder", folder))]);
        var idle = await MeasureIdleAsync(run, folders);
        var work = await run.MeasureAsync([.. folders.Select(folder => ChildArguments.Ours("scale-work")
            .With("folder", folder).With("jobs", DrainJobs).With("seconds", run.Options.SubmitSeconds))]);
        var table = new Table(
            "Jobs due in a month", "jobs", "ready after, ms", "resident, MiB", "idle CPU, % of a core", "submitted per second", "drained per second", "resident after that, MiB");
        for (var i = 0; i < folders.Length; i++)
        {
            table.Add(
                Text(run.Options.Counts[i]),
                ready[i].Figure(ScaleMeasurements.Ready, "ms"),
                ready[i].Figure(ScaleMeasurements.Memory, "MiB"),
                idle[i],
                work[i].Figure(ScaleMeasurements.Submits),
                work[i].Figure(ScaleMeasurements.Drained),
                work[i].Figure(ScaleMeasurements.MemoryAfter, "MiB"));
        }

        table.Note("ready: from the start of the process, after a clean stop, the file in the page cache or not as the system had it; resident: 12 s after that");
        table.Note("idle CPU: of one process for each count, 5 windows of 12 s from 60 s after it is ready: their median, smallest and largest");
        table.Note($"submits: with 64 in flight for {run.Options.SubmitSeconds} s; drain: {DrainJobs:N0}; {run.WarmUpNote}; all runs use one file, so the completed jobs of earlier runs are in it");
        table.Note($"jobscheduler: {work[0][0].Settings}");
        await run.Report.AddAsync(table);
    }

    private static async Task<Figure[]> MeasureIdleAsync(SuiteRun run, string[] folders)
    {
        var figures = new Figure[folders.Length];
        for (var i = 0; i < folders.Length; i++)
            figures[i] = new Figure((await run.MeasureOnceAsync(ChildArguments.Ours("scale-idle").With("folder", folders[i]))).Windows, "%");
        return figures;
    }

    private static string Text(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
