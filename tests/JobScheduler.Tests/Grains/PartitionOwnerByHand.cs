using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Xunit;

namespace JobScheduler.Tests.Grains;

/// <summary>Another process that owns partition 0 for one commit.</summary>
internal sealed class PartitionOwnerByHand(GrainWorld world)
{
    /// <summary>Takes the partition and declares an attempt lost, as a node does that cannot reach the other.</summary>
    public async Task LoseAsync(string jobId, long token)
    {
        var head = await world.FenceAsync();
        var core = new PartitionCore(
            head,
            new RecoveredRows(
                await world.Memory.ReadLinesAsync(0, default), await world.Memory.ReadRunningAsync(0, default),
                await world.Memory.ReadQueuesAsync(0, default), await world.Memory.ReadCountersAsync(0, default), []),
            new PartitionSizes());
        core.Begin(GrainWorld.Now, new PartitionView("n2", new HashSet<string> { "echo" }, new HashSet<string>(), false));
        Assert.Equal(ReportAnswer.Accepted, core.Decide(new CoreCommand.Lost(jobId, token, 0.5)).Report);
        Assert.Equal(CommitResult.Applied, await world.Memory.CommitAsync(core.Build()!, default));
    }
}
