using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using Xunit;
using static JobScheduler.Tests.Grains.GrainWorld;

namespace JobScheduler.Tests.Grains;

/// <summary>A partition that is asked to leave its node, as in a cluster; here it comes back to the same one.</summary>
public sealed class GrainLeaveTests
{
    private static readonly JobSpec Later = Spec with { DelayMs = 3_600_000 };

    [Fact]
    public async Task Leave_CommitUnderWay_ItsCallersAreAnsweredAndThoseBehindAskTheNextOwner()
    {
        await using var world = await StartAsync();
        await world.SubmitAsync(Later);
        var (reached, gate) = (NewSource(), NewSource());
        world.Faults = call =>
        {
            if (call.Operation != StoreOperation.Commit)
                return StoreFault.None;
            reached.TrySetResult();
            return StoreFault.None.After(gate.Task);
        };
        var first = world.TrySubmitAsync(Later);
        await Within(reached.Task, "a commit is held");
        var second = world.TrySubmitAsync(Later);
        await Within(world.Partition().WakeAsync(), "the second submit has arrived");
        var left = world.Node.Partitions.LeaveAsync(0);
        Assert.Equal(PartitionStatus.Moving, (await second).Status);
        Assert.False(left.IsCompleted || first.IsCompleted);
        gate.SetResult();
        Assert.Equal(PartitionStatus.Done, (await first).Status);
        await Within(left, "the partition leaves");
        Assert.Empty(world.Node.Partitions.Numbers);

        await world.SubmitAsync(Later);
        Assert.Equal(2, (await world.Partition().WakeAsync()).Term);
        Assert.Equal([0], world.Node.Partitions.Numbers);
        Assert.Equal(3, (await world.Memory.ListJobsAsync(new JobQuery(), Now, default)).Items.Count);
    }

    [Fact]
    public async Task Leave_AttemptRuns_GoesOnAndIsReportedToTheNextOwner()
    {
        await using var world = await StartAsync();
        var id = await world.SubmitAsync(Spec);
        var call = await world.Handlers.NextAsync("the attempt");
        await Within(world.Node.Partitions.LeaveAsync(0), "the partition leaves");
        call.Complete("1");
        Assert.Equal(1, (await world.UntilAsync(id, JobState.Completed)).Attempt);
        Assert.Equal(2, (await world.Partition().WakeAsync()).Term);
        await Within(world.Node.WhenIdleAsync(), "idle");
    }

    [Fact]
    public async Task Leave_AttemptStillRunsAtTheNextOwner_IsConfirmedAndCanBeCancelled()
    {
        await using var world = await StartAsync();
        var id = await world.SubmitAsync(Spec);
        var call = await world.Handlers.NextAsync("the attempt");
        await Within(world.Node.Partitions.LeaveAsync(0), "the partition leaves");
        await world.SubmitAsync(Later);
        call.EndWhenStopped();
        Assert.Equal(PartitionStatus.Done, (await world.ChangeAsync(id, JobCommandKind.Cancel)).Status);
        Assert.Equal(AttemptOutcome.Cancelled, (await world.UntilAsync(id, JobState.Cancelled)).Attempts[0].Outcome);
    }

    [Fact]
    public async Task Leave_ClaimUnderWayWhileTheNodeDrains_IsHandedBackAndNotLost()
    {
        await using var world = await StartAsync();
        await world.SubmitAsync(Later);
        var (reached, gate) = (NewSource(), NewSource());
        world.Faults = call =>
        {
            if (call.Operation != StoreOperation.Commit || gate.Task.IsCompleted)
                return StoreFault.None;
            reached.TrySetResult();
            return StoreFault.None.After(gate.Task);
        };
        var submit = world.TrySubmitAsync(Spec with { MaxAttempts = 1 });
        await Within(reached.Task, "the claim reaches the store");
        world.Node.BeginDrain();
        var left = world.Node.Partitions.LeaveAsync(0);
        gate.SetResult();
        var id = (await submit).JobId!;
        await Within(left, "the partition leaves");
        await Within(world.Node.WhenIdleAsync(), "idle");
        await world.UntilAsync(id, JobState.Queued);
        Assert.Equal((StoredState.Lined, 0), ((await world.RowAsync(id)).State, (await world.RowAsync(id)).Attempt));
    }

    [Fact]
    public async Task Idle_AnotherNodeHasTakenTheTerm_StopsServingWithoutAWrite()
    {
        await using var world = await StartAsync(settings => settings with { LookAtTermAfter = TimeSpan.FromMilliseconds(100) });
        world.Node.Cluster.Join(static _ => new(false));
        await world.SubmitAsync(Later);
        await world.FenceAsync();
        await world.Logs.WhenAsync("term_lost");
        Assert.False(world.Node.Health.Serves(0));
    }

    [Fact]
    public async Task Leave_PartitionThatIsNotHere_HasLeft()
    {
        await using var world = await StartAsync();
        await Within(world.Node.Partitions.LeaveAsync(7), "nothing leaves");
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
