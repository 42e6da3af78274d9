using JobScheduler.FaultTest.Node;
using JobScheduler.FaultTest.Vfs;
using JobScheduler.Tests.History;

namespace JobScheduler.FaultTest.Faults;

/// <summary>
/// I/O errors while a node works: reads, short reads, writes, ends and syncs of the log and of the database, one to several in a
/// row, in transactions, at COMMIT and at checkpoints. No answer is wrong, and the node goes on by itself.
/// </summary>
internal sealed class IoErrors : IFault
{
    private const int Ballast = 200_000;

    public string Name => "io-errors";

    public async Task<FaultResult> RunAsync(FaultOptions options, string folder)
    {
        var history = new NodeHistory();
        using var disk = new FaultDisk(folder);
        var plan = new ErrorPlan(new Random(options.Seed));
        disk.Rule = plan.Decide;
        var injected = new List<string>();
        FaultResult result;
        await using (var node = await FaultNode.StartAsync(folder, disk.Hooks, WorkHandler.For(new NodeLife(history, TimeProvider.System))))
        {
            var client = new NodeClient(node.Client, history, CancellationToken.None);
            var random = new Random(options.Seed);
            for (var number = 0; number < options.Errors; number++)
            {
                plan.Arm();
                await new NodeWorkload(random, $"-{number}").RunAsync(client, 12, CancellationToken.None);
                if (plan.WantsCheckpoint || number == 0)
                    await FillLogAsync(client);
                if (plan.WantsReads)
                    await ReadAllAsync(node.Client, history);
                plan.Disarm();
                injected.AddRange(plan.Done);
                // What was in doubt is asked again, as a careful caller does.
                await Task.WhenAll(client.InDoubt.Select(client.SubmitAsync));
            }

            await Waiting.Until(() => node.Health.GetReadiness().IsReady, "it is ready again");
            result = await Settled.CheckAsync(node.Client, history, disk.Injected);
        }

        disk.CutPower();
        disk.WriteImage(Path.Combine(folder, "after"), new Random(options.Seed));
        var kinds = injected.CountBy(what => what).OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Value} {each.Key}");
        return (result with { Note = string.Join(", ", kinds) }).Expect(disk.Injected > 0, "no error was injected");
    }

    /// <summary>Jobs with large payloads lie in the file by now and in no cache. A read may be refused, never wrong.</summary>
    private static async Task ReadAllAsync(IJobSchedulerClient client, NodeHistory history)
    {
        foreach (var id in history.Events.OfType<SubmitTold>().Select(told => told.JobId).OfType<string>().Distinct().ToList())
        {
            try
            {
                if (await client.GetAsync(id) is null)
                    throw new InvalidOperationException($"{id} is answered as unknown.");
            }
            catch (SchedulerUnavailableException)
            {
                // Said so.
            }
        }
    }

    /// <summary>More than a checkpoint's worth of pages.</summary>
    private static Task FillLogAsync(NodeClient client) => Task.WhenAll(Enumerable.Range(0, 60).Select(_ => client.SubmitAsync(
        JobSubmission.Create(WorkHandler.JobType, new Work(0, 0, new string('x', Ballast))))));
}

/// <summary>Which operation fails next, and how.</summary>
internal sealed class ErrorPlan(Random random)
{
    private static readonly (DiskOperation Kind, bool IsLog, DiskFault Fault)[] Kinds =
    [
        (DiskOperation.Write, true, DiskFault.Error),
        (DiskOperation.Sync, true, DiskFault.Error),
        (DiskOperation.Read, true, DiskFault.Error),
        (DiskOperation.Read, false, DiskFault.Error),
        (DiskOperation.Read, false, DiskFault.Short),
        (DiskOperation.Write, false, DiskFault.Error),
        (DiskOperation.Sync, false, DiskFault.Error),
        (DiskOperation.Write, true, DiskFault.Full),
    ];

    private readonly Lock _gate = new();
    private readonly List<string> _done = [];
    private (DiskOperation Kind, bool IsLog, DiskFault Fault) _next;
    private int _skip;
    private int _left;
    private int _armed;

    /// <summary>The database file itself is written and synced only by a checkpoint.</summary>
    public bool WantsCheckpoint => _next is { IsLog: false, Kind: DiskOperation.Write or DiskOperation.Sync };

    /// <summary>The file is read only where no cache has the page.</summary>
    public bool WantsReads => _next is { Kind: DiskOperation.Read };

    /// <summary>What failed since <see cref="Arm"/>.</summary>
    public IReadOnlyList<string> Done
    {
        get
        {
            lock (_gate)
                return [.. _done];
        }
    }

    public void Arm()
    {
        lock (_gate)
        {
            _next = Kinds[_armed++ % Kinds.Length];
            (_skip, _left) = (random.Next(WantsCheckpoint ? 2 : 12), random.Next(1, 4));
            _done.Clear();
        }
    }

    public void Disarm()
    {
        lock (_gate)
            _left = 0;
    }

    public DiskFault Decide(DiskCall call)
    {
        lock (_gate)
        {
            if (_left == 0 || call.Kind != _next.Kind || call.IsLog != _next.IsLog || _skip-- > 0)
                return DiskFault.None;
            _left--;
            _done.Add($"{_next.Fault} at {_next.Kind} of the {(call.IsLog ? "log" : "file")}".ToLowerInvariant());
            return _next.Fault;
        }
    }
}
