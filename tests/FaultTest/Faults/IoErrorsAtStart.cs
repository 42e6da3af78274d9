using System.Globalization;
using JobScheduler.FaultTest.Node;
using JobScheduler.FaultTest.Vfs;
using JobScheduler.Grains.Storage;

namespace JobScheduler.FaultTest.Faults;

/// <summary>I/O errors and a full disk while a store is made or opened: it starts all the same or says what is wrong with which file, and starts once the disk is well.</summary>
internal sealed class IoErrorsAtStart : IFault
{
    public string Name => "io-errors-at-start";

    /// <summary>How many places of a start are tried, for a new store and for one that exists.</summary>
    public int Places { get; init; } = 12;

    public async Task<FaultResult> RunAsync(FaultOptions options, string folder)
    {
        var random = new Random(options.Seed);
        var result = new FaultResult();
        var refusals = 0;
        for (var place = 0; place < Places; place++)
        {
            var own = Path.Combine(folder, place.ToString(CultureInfo.InvariantCulture));
            var exists = place % 2 == 0;
            var history = new NodeHistory();
            if (exists)
                await WorkAsync(own, history, 5);
            var fault = random.Next(3) == 0 ? DiskFault.Full : DiskFault.Error;
            var at = random.Next(1, exists ? 8 : 60);
            var isRead = exists && random.Next(2) == 0;
            (var refused, result) = await TryAsync(own, history, isRead, at, fault, result);
            refusals += refused ? 1 : 0;
            await WorkAsync(own, history, 5);
            await using var node = await FaultNode.StartAsync(own, null, WorkHandler.For(new NodeLife(history, TimeProvider.System)));
            result = result.And(await Settled.CheckAsync(node.Client, history, 0));
        }

        return (result with { Note = $"{refusals} of {Places} starts were refused with a reason" }).Expect(refusals > 0, "no start was refused");
    }

    private static async Task<(bool Refused, FaultResult Result)> TryAsync(string folder, NodeHistory history, bool isRead, int at, DiskFault fault, FaultResult result)
    {
        using var disk = new FaultDisk(folder);
        var reads = 0;
        disk.Rule = call => (isRead ? call.Kind == DiskOperation.Read && ++reads >= at : call.Kind != DiskOperation.Read && call.Number >= at) ? fault : DiskFault.None;
        var refused = false;
        var start = FaultNode.StartAsync(folder, disk.Hooks, WorkHandler.For(new NodeLife(history, TimeProvider.System)));
        try
        {
            // A fault that comes when the store is open leaves a node that starts, and waits for its disk.
            if (await Task.WhenAny(start, Waiting.Pause(TimeSpan.FromSeconds(2))) != start)
                disk.Rule = static _ => DiskFault.None;
            await (await start.Within("the start ends")).StopAsync();
        }
        catch (StoreOpenException reason)
        {
            refused = true;
            var says = reason.Message;
            result = result.Expect(
                says.Contains(Path.Combine(folder, "jobs.db"), StringComparison.Ordinal) && (says.Contains("Make room", StringComparison.Ordinal) || says.Contains("Check the disk", StringComparison.Ordinal)),
                $"{fault} at {(isRead ? "read" : "change")} {at}: {says}");
        }

        return (refused, result with { Injected = result.Injected + disk.Injected });
    }

    private static async Task WorkAsync(string folder, NodeHistory history, int jobs)
    {
        await using var node = await FaultNode.StartAsync(folder, null, WorkHandler.For(new NodeLife(history, TimeProvider.System)));
        await new NodeWorkload(new Random(jobs)).RunAsync(new NodeClient(node.Client, history, CancellationToken.None), jobs, CancellationToken.None);
    }
}
