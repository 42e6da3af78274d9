using JobScheduler.Grains.Jobs;
using JobScheduler.Tests.Grains;
using Xunit;
using static JobScheduler.Tests.Cluster.ClusterWorld;

namespace JobScheduler.Tests.Cluster;

/// <summary>A partition that leaves while it has sent attempts to another node.</summary>
public sealed class ClusterLeaveTests
{
    private const string Elsewhere = "elsewhere";

    [Fact]
    public async Task Leave_AttemptOnItsWayToAnotherNode_WaitsUntilItHasArrived()
    {
        var held = new HeldStarts();
        await using var world = await StartAsync(2, number => number == 0 ? [Work] : [Work, Elsewhere], node => node.Calls = held);
        await SpreadAsync(world[0], world[1]);
        foreach (var node in world.Nodes)
            node.Handlers.Answer = static _ => new HandlerResult(HandlerResultKind.Completed);
        var id = await SubmitToAsync(world, world[0]);
        await GrainWorld.Within(held.Reached, "the attempt is on its way");

        var left = world[0].Node.Partitions.LeaveAsync(PartitionOf(id));
        // Time for it to go, if it did not wait; it waits for 10 s at most.
        await world[0].Client.SubmitAsync(JobSubmission.Create(Work, new Order(1)));
        held.Release();
        await GrainWorld.Within(left, "the partition leaves");
        var ended = await GrainWorld.Within(world[1].Client.WaitAsync(id), "the job ends");
        Assert.Equal((JobState.Completed, 1), (ended.State, ended.Attempt));
    }

    /// <summary>A job for the other silo, of a partition that this one owns.</summary>
    private static async Task<string> SubmitToAsync(ClusterWorld world, ClusterNode owner)
    {
        while (true)
        {
            var id = (await world[0].Client.SubmitAsync(JobSubmission.Create(Elsewhere, new Order(1)))).Job.JobId;
            if (world.OwnerOf(id) == owner)
                return id;
        }
    }
}
