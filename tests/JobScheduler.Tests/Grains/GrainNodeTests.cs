using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;
using JobScheduler.Stores.Memory;
using Xunit;
using static JobScheduler.Tests.Grains.GrainWorld;

namespace JobScheduler.Tests.Grains;

/// <summary>Queues, partitions and the drain of a node.</summary>
public sealed class GrainNodeTests
{
    [Fact]
    public async Task Pause_Queue_StopsStartsAndTakesBackWhatWaitsForASlot()
    {
        await using var world = await StartAsync(settings => settings with { Slots = 1 });
        await world.SubmitAsync(Spec);
        var first = await world.Handlers.NextAsync("the first");
        var ahead = await world.SubmitAsync(Spec with { Queue = "q" });
        var waiting = await world.SubmitAsync(Spec with { Queue = "q" });
        Assert.Equal((PartitionStatus.Done, true, 1L), Of(await world.SetQueueAsync("q", true)));
        foreach (var id in new[] { ahead, waiting })
        {
            var job = await world.UntilAsync(id, each => each.WaitingReason == WaitingReason.QueuePaused, "queue paused");
            Assert.Equal((JobState.Queued, 0), (job.State, job.Attempt));
        }

        first.Complete();
        var free = await world.SubmitAsync(Spec);
        var other = await world.Handlers.NextAsync("a job of a free queue");
        Assert.Equal(free, other.Context.JobId);
        other.Complete();
        await world.UntilAsync(free, JobState.Completed);
        Assert.Equal(2, world.Handlers.Entered);
        Assert.Equal((PartitionStatus.Done, false, 2L), Of(await world.SetQueueAsync("q", false)));
        for (var i = 0; i < 2; i++)
            (await world.Handlers.NextAsync("a resumed one")).Complete();
        await world.UntilAsync(ahead, JobState.Completed);
        await world.UntilAsync(waiting, JobState.Completed);
        await Within(world.Node.WhenIdleAsync(), "idle");

        static (PartitionStatus, bool, long) Of(QueueAnswer answer) => (answer.Status, answer.Paused, answer.Version);
    }

    [Fact]
    public async Task Pause_NextProcess_IsKept()
    {
        await using var first = await StartAsync();
        await first.SetQueueAsync("default", true);
        await first.DisposeAsync();
        await using var second = await StartAsync(memory: first.Memory);
        var id = await second.SubmitAsync(Spec);
        await second.UntilAsync(id, job => job.WaitingReason == WaitingReason.QueuePaused, "queue paused");
        Assert.Equal(0, second.Handlers.Entered);
    }

    [Fact]
    public async Task Drain_RunningAndWaiting_EndsTakesBackAndReleases()
    {
        await using var first = await StartAsync(settings => settings with { Slots = 2, ReleaseAfter = TimeSpan.FromMilliseconds(50) });
        var ids = new List<string> { await first.SubmitAsync(Spec), await first.SubmitAsync(Spec) };
        var (ends, stuck) = (await first.Handlers.NextAsync("1"), await first.Handlers.NextAsync("2"));
        for (var i = 0; i < 10; i++)
            ids.Add(await first.SubmitAsync(Spec with { MaxAttempts = 1 }));
        first.Node.Attempts.BeginDrain();
        var duringDrain = await first.SubmitAsync(Spec);
        ends.Complete();
        await first.UntilAsync(ends.Context.JobId, JobState.Completed);
        first.Node.Attempts.StopAll();
        await stuck.StoppedAsync("the token of the rest fires");
        var released = await first.UntilAsync(stuck.Context.JobId, JobState.Queued);
        Assert.Equal((AttemptOutcome.Released, 0), (released.Attempts[0].Outcome, released.AttemptsUsed));
        await Within(first.Node.WhenIdleAsync(), "idle");
        Assert.Equal(2, first.Handlers.Entered);
        await first.DisposeAsync();

        await using var second = await StartAsync(memory: first.Memory);
        second.Handlers.Answer = _ => new HandlerResult(HandlerResultKind.Completed);
        await second.Partition().WakeAsync();
        foreach (var id in ids.Append(duringDrain))
            await second.UntilAsync(id, JobState.Completed);
        Assert.Equal(12, second.Handlers.Entered);
    }

    [Fact]
    public async Task Drain_ClaimIsUnderWay_IsHandedBackAndNotLost()
    {
        await using var first = await StartAsync();
        await first.SubmitAsync(Spec with { DelayMs = 3_600_000 });
        var (reached, gate) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        first.Faults = call =>
        {
            if (call.Operation != StoreOperation.Commit)
                return StoreFault.None;
            reached.TrySetResult();
            return StoreFault.None.After(gate.Task);
        };
        var submit = first.TrySubmitAsync(Spec with { MaxAttempts = 1 });
        await Within(reached.Task, "the claim reaches the store");
        first.Node.Attempts.BeginDrain();
        var idle = first.Node.WhenIdleAsync();
        Assert.False(idle.IsCompleted);
        gate.SetResult();
        await Within(idle, "idle");
        var id = (await submit).JobId!;
        await first.DisposeAsync();
        var row = await first.RowAsync(id);
        Assert.Equal((JobScheduler.Grains.Storage.StoredState.Lined, 0), (row.State, row.Attempt));
    }

    [Fact]
    public async Task UnknownType_HandledByTheNextProcess_WaitsVisiblyThenRuns()
    {
        await using var first = await StartAsync();
        var id = await first.SubmitAsync(Spec with { JobType = "later" });
        await first.UntilAsync(id, job => job.WaitingReason == WaitingReason.UnknownType, "it waits for its type");
        Assert.Equal(1, (await first.Partition().WakeAsync()).UnknownTypes["later"]);
        await first.DisposeAsync();
        await using var second = await StartAsync(memory: first.Memory, handlers: new ScriptedHandlers { JobTypes = ["echo", "later"] });
        await second.Partition().WakeAsync();
        (await second.Handlers.NextAsync("its handler")).Complete();
        await second.UntilAsync(id, JobState.Completed);
    }

    [Fact]
    public async Task Scheduler_Start_WakesEveryPartition()
    {
        await using var world = await StartAsync(settings => settings with { Partitions = 8 });
        var root = world.Grains.GetGrain<ISchedulerGrain>(0);
        Assert.Equal(Enumerable.Range(0, 8), (await root.StartAsync()).Select(partition => partition.Partition));
        for (var partition = 0; partition < 8; partition++)
            await Within(world.Partition(partition).ProbeAsync([Spec with { IdempotencyKey = "x" }]), "each serves");
        Assert.All(await root.StartAsync(), partition => Assert.Equal((true, 1L), (partition.Serving, partition.Term)));
        Assert.Equal(8, world.Node.Health.PartitionsServed);
    }

    [Fact]
    public async Task Queue_Row_LiesInThePartitionOfItsName()
    {
        await using var world = await StartAsync(settings => settings with { Partitions = 8 });
        foreach (var queue in new[] { "a", "b", "c" })
        {
            await world.SetQueueAsync(queue, true);
            var partition = Routing.PartitionOf(Routing.Hash(queue), 8);
            Assert.Contains(await world.Memory.ReadQueuesAsync(partition, default), row => row.Name == queue);
            Assert.True(world.Node.Queues.IsPaused(queue));
        }
    }

    [Fact]
    public async Task Priorities_OverPartitions_NoneIsPassedByMoreThanWasClaimedAhead()
    {
        await using var world = await StartAsync(settings => settings with { Partitions = 4, Slots = 1 });
        await world.SubmitAsync(Spec);
        var first = await world.Handlers.NextAsync("the first");
        // An answered submit has been offered to the node by its partition, so from here on the node knows them all.
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => world.SubmitAsync(Spec with { ConcurrencyKey = $"key {i}", Priority = i % 5 })));
        first.Complete();
        PriorityOrder.AssertPassedByAtMost(12, await PriorityOrder.EnterAllAsync(world, 100));
        await Within(world.Node.WhenIdleAsync(), "idle");
    }

    [Fact]
    public async Task Node_ManyJobsOverManyPartitions_AllCompleteAndNothingIsLeft()
    {
        await using var world = await StartAsync(settings => settings with { Partitions = 4, Slots = 3 });
        world.Handlers.Answer = _ => new HandlerResult(HandlerResultKind.Completed);
        var submits = Enumerable.Range(0, 400).Select(i => world.SubmitAsync(Spec with
        {
            ConcurrencyKey = i % 3 == 0 ? $"key {i % 10}" : null,
            IdempotencyKey = $"{i}",
            Priority = i % 5,
            DelayMs = i % 2 == 0 ? i % 50 : null,
        }));
        foreach (var id in await Task.WhenAll(submits))
            await world.UntilAsync(id, JobState.Completed);
        await Within(world.Node.WhenIdleAsync(), "idle");
        Assert.Equal((400, 0, 0), (world.Handlers.Entered, world.Node.Slots.Claimed, world.Node.Slots.Running));
    }
}
