using JobScheduler.FaultTest.Node;
using JobScheduler.FaultTest.Vfs;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Native;
using JobScheduler.Tests.History;

namespace JobScheduler.FaultTest.Faults;

/// <summary>
/// One power cut: a node works on a recording disk until the power fails at a certain operation, what the disk has left is laid
/// out in another folder, and a new node goes on there on the real disk.
/// </summary>
/// <param name="seed">Decides the jobs and what of the unsynced writes survives.</param>
/// <param name="folder">A folder of its own.</param>
internal sealed class PowerCutRound(int seed, string folder)
{
    private const string Schedule = "tick";
    private readonly NodeHistory _history = new();
    private readonly Random _random = new(seed);

    /// <summary>How many jobs the first life submits at most.</summary>
    public int Jobs { get; init; } = 120;

    /// <summary>The disk lies about syncs.</summary>
    public bool IgnoresSyncs { get; init; }

    /// <summary>Changing operations of the first life.</summary>
    public long Operations { get; private set; }

    /// <param name="cutAt">The operation at which the power fails; long.MaxValue: when the work is done.</param>
    public async Task<FaultResult> RunAsync(long cutAt)
    {
        var image = Path.Combine(folder, "after");
        IReadOnlyList<JobSubmission> inDoubt;
        using (var disk = new FaultDisk(Path.Combine(folder, "before")) { IgnoresSyncs = IgnoresSyncs })
        {
            disk.Rule = call => call.Number >= cutAt ? DiskFault.PowerCut : DiskFault.None;
            inDoubt = await LiveAsync(disk);
            Operations = disk.Operations;
            disk.WriteImage(image, _random);
        }

        if (Integrity(image) is { } damage)
            return Result(new FaultResult { Injected = 1, Accepted = Promised(), Lost = Promised(), Problems = [damage] }, cutAt);
        try
        {
            return Result(await ReviveAsync(image, inDoubt), cutAt);
        }
        catch (StoreOpenException refused)
        {
            return Result(new FaultResult { Injected = 1, Accepted = Promised(), Lost = Promised(), Problems = [refused.Message] }, cutAt);
        }
    }

    private int Promised() => _history.Events.OfType<SubmitTold>().Where(told => told.Answer == SubmitAnswer.Accepted).Select(told => told.JobId).Distinct().Count();

    private FaultResult Result(FaultResult result, long cutAt) =>
        result with { Problems = [.. result.Problems.Select(problem => $"seed {seed}, cut at operation {cutAt}: {problem}")] };

    private async Task<IReadOnlyList<JobSubmission>> LiveAsync(FaultDisk disk)
    {
        using var off = new CancellationTokenSource();
        var cut = CutAsync();
        var life = new NodeLife(_history, TimeProvider.System);
        FaultNode? node = null;
        try
        {
            node = await FaultNode.StartAsync(disk.Folder, disk.Hooks, WorkHandler.For(life)).WaitAsync(off.Token);
            var client = new NodeClient(node.Client, _history, off.Token);
            await CreateScheduleAsync(node.Client).WaitAsync(off.Token);
            await new NodeWorkload(_random).RunAsync(client, Jobs, off.Token);
            disk.CutPower(); // if it is not cut yet, now
            return client.InDoubt; // whoever still waited was told nothing
        }
        catch (Exception) when (disk.WhenCut.IsCompleted)
        {
            return []; // the power failed while it started
        }
        finally
        {
            disk.CutPower();
            await cut;
            life.End();
            node?.Abandon();
        }

        async Task CutAsync()
        {
            await disk.WhenCut;
            await off.CancelAsync();
        }
    }

    private async Task<FaultResult> ReviveAsync(string image, IReadOnlyList<JobSubmission> inDoubt)
    {
        var life = new NodeLife(_history, TimeProvider.System);
        await using var node = await FaultNode.StartAsync(image, null, WorkHandler.For(life));
        var client = new NodeClient(node.Client, _history, CancellationToken.None);
        await Task.WhenAll(inDoubt.Select(client.SubmitAsync));
        string[] schedules = await node.Client.GetScheduleAsync(Schedule) is null ? [] : [Schedule];
        return await Settled.CheckAsync(node.Client, _history, 1, schedules);
    }

    private static Task CreateScheduleAsync(IJobSchedulerClient client) => client.CreateScheduleAsync(new ScheduleSubmission
    {
        Id = Schedule,
        Cron = "* * * * * *",
        Overlap = OverlapPolicy.Allow,
        Misfire = MisfirePolicy.FireAll,
        Job = JobSubmission.Create(WorkHandler.JobType, new Work(0)),
    });

    /// <summary>SQLite's own check, on a copy: opening a file changes it.</summary>
    private static string? Integrity(string image)
    {
        var copy = image + "-checked";
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(image))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        var path = Path.Combine(copy, "jobs.db");
        if (!File.Exists(path))
            return null; // cut before the store existed
        try
        {
            using var connection = Connection.Open(path);
            using var check = connection.Prepare("PRAGMA integrity_check");
            var answer = check.Step() ? check.Text(0) : "no answer";
            check.Reset();
            return answer == "ok" ? null : $"integrity_check: {answer}";
        }
        catch (SqliteFailure failure)
        {
            return $"integrity_check: {failure.Message}";
        }
    }
}
