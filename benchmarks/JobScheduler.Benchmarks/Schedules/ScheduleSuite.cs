using JobScheduler.Benchmarks.Punctuality;
using JobScheduler.Benchmarks.Results;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Schedules;

/// <summary>
/// 100,000 schedules: how fast they are made, what they cost while none is due, and how late their jobs are while 1,000 of them fire each
/// second. One process, which also plays the client.
/// </summary>
internal sealed class ScheduleSuite : ISuite
{
    private static readonly (string What, string Name)[] Rows =
    [
        ("made per second", ScheduleMeasurement.Made),
        ("idle CPU before, % of a core", ScheduleMeasurement.CpuBefore),
        ("resident before, MiB", ScheduleMeasurement.MemoryBefore),
        ("idle CPU with 100,000, % of a core", ScheduleMeasurement.CpuIdle),
        ("resident with 100,000, MiB", ScheduleMeasurement.Memory),
        ("fired per second", ScheduleMeasurement.Fired),
        ("CPU while firing, % of a core", ScheduleMeasurement.CpuFiring),
    ];

    public string Name => "schedules";

    public string Description => "100,000 schedules: made, idle, and 1,000 fires a second";

    public async Task RunAsync(SuiteRun run)
    {
        var runs = (await run.MeasureAsync(ChildArguments.Ours("schedules")))[0];
        var table = new Table("100,000 schedules", "what", "figure");
        foreach (var (what, name) in Rows)
            table.Add(what, runs.Figure(name));
        table.Note("made by 512 callers at once; resident memory is that of the whole process, the caller with it");
        table.Note($"jobscheduler: {runs[0].Settings}");
        await run.Report.AddAsync(table);

        var late = LatenessTables.New("Lateness of their jobs, ms", "what");
        LatenessTables.Add(late, runs, "\"@every 100s\", each at a moment of its own, 30 s");
        if (runs.Sum(measured => measured.Lateness!.Early) is > 0 and var early)
            run.Report.Broken.Add($"{early} jobs of schedules were entered early.");
        await run.Report.AddAsync(late);
    }
}
