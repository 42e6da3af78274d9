using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using Xunit;
using static JobScheduler.Tests.Grains.GrainWorld;

namespace JobScheduler.Tests.Grains;

/// <summary>What the partition does when its store fails in each of the ways it may. See TERMS.md.</summary>
public sealed class GrainStoreTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);
    private static readonly JobSpec Once = Spec with { IdempotencyKey = "once", DelayMs = 3_600_000 };

    [Fact]
    public async Task Commit_DiskFull_IsRefusedAndNothingIsStored()
    {
        await using var world = await StartAsync();
        world.Faults = Commits(StoreFault.Reject(RejectReason.DiskFull));
        Assert.Equal(PartitionStatus.StorageFull, (await world.TrySubmitAsync(Once)).Status);
        world.Faults = _ => StoreFault.None;
        Assert.Empty((await world.Memory.ListJobsAsync(new JobQuery(), Now, default)).Items);
        Assert.Equal(PartitionStatus.Done, (await world.TrySubmitAsync(Once)).Status);
        Assert.Null(world.Node.Health.StoreProblem);
    }

    [Fact]
    public async Task Commit_DiskFullWhileAnAttemptReports_TheOutcomeStaysQueuedUntilThereIsRoom()
    {
        await using var world = await StartAsync();
        var id = await world.SubmitAsync(Spec);
        var call = await world.Handlers.NextAsync("1");
        var rejections = new Countdown(3);
        world.Faults = call => call.Operation == StoreOperation.Commit && rejections.Take() ? StoreFault.Reject(RejectReason.DiskFull) : StoreFault.None;
        call.Complete("7");
        Assert.Equal("7", (await world.UntilAsync(id, JobState.Completed)).Result!.ToString());
        Assert.Equal((1, 1), (world.Handlers.Entered, (await world.RowAsync(id)).Attempt));
    }

    [Fact]
    public async Task Commit_FailsWhileAnIdempotentRepeatWaits_NeitherIsAnsweredAsStored()
    {
        await using var world = await StartAsync();
        await world.Partition().WakeAsync();
        var (reached, gate) = (NewSource(), NewSource());
        var first = new Countdown(1);
        world.Faults = call =>
        {
            if (call.Operation != StoreOperation.Commit || !first.Take())
                return StoreFault.None;
            reached.TrySetResult();
            return StoreFault.Reject(RejectReason.DiskFull).After(gate.Task);
        };
        var original = world.TrySubmitAsync(Once);
        await Within(reached.Task, "the first commit reaches the store");
        var repeat = world.TrySubmitAsync(Once);
        Assert.False(repeat.IsCompleted);
        gate.SetResult();
        Assert.Equal(PartitionStatus.StorageFull, (await original).Status);
        var answer = await repeat;
        Assert.True(answer.Status is PartitionStatus.Done, $"{answer.Status}: the repeat is decided anew");
        Assert.Equal(PartitionStatus.Existing, (await world.TrySubmitAsync(Once)).Status);
        Assert.Single((await world.Memory.ListJobsAsync(new JobQuery(), Now, default)).Items);
    }

    [Theory]
    [InlineData("applied")]
    [InlineData("not applied")]
    [InlineData("applied late")]
    public async Task Commit_Unknown_IsResolvedToExactlyOneJob(string what)
    {
        await using var world = await StartAsync();
        var (late, once) = (NewSource(), new Countdown(1));
        world.Faults = call => call.Operation != StoreOperation.Commit || !once.Take() ? StoreFault.None : what switch
        {
            "applied" => StoreFault.UnknownApplied,
            "not applied" => StoreFault.UnknownNotApplied,
            _ => StoreFault.UnknownAppliesLater(late.Task),
        };
        var answer = await world.TrySubmitAsync(Once);
        Assert.Equal(PartitionStatus.Done, answer.Status);
        late.SetResult();
        var again = await world.TrySubmitAsync(Once);
        Assert.Equal((PartitionStatus.Existing, answer.JobId), (again.Status, again.JobId));
        Assert.Single((await world.Memory.ListJobsAsync(new JobQuery(), Now, default)).Items);
        Assert.Equal(2, (await world.Partition().WakeAsync()).Term);
    }

    [Fact]
    public async Task Commit_UnknownWhileTheSlotsAreTaken_TheJobKeepsItsTurn()
    {
        await using var world = await StartAsync(settings => settings with { Partitions = 2, Slots = 1 });
        for (var i = 0; i < 6; i++)
            await world.SubmitAsync(Spec);
        var call = await world.Handlers.NextAsync("the first of the other partition");
        var once = new Countdown(1);
        world.Faults = call => call.Operation == StoreOperation.Commit && call.Partition == 1 && once.Take() ? StoreFault.UnknownApplied : StoreFault.None;
        var behind = await world.SubmitAsync(Spec with { IdempotencyKey = KeyOf(partition: 1) });
        Assert.False(once.Take(), "the commit of the job behind was not spoiled");

        // The partition shows the job in the turn in which it answers; this call does nothing, in a turn behind that one.
        Assert.Empty(await Within(world.Partition(1).ChangeAsync([]), "the turn behind the answer"));

        // A partition may claim a little ahead: a few worse jobs may overtake one of another partition, not as many as these.
        var worse = new List<string>();
        for (var i = 0; i < 30; i++)
            worse.Add(await world.SubmitAsync(Spec with { Priority = -1 }));
        var order = new List<string>();
        for (; call.Context.JobId != behind; call = await world.Handlers.NextAsync("the next in turn"))
        {
            order.Add(call.Context.JobId);
            call.Complete();
        }

        Assert.InRange(order.Intersect(worse).Count(), 0, 10);
    }

    [Fact]
    public async Task Commit_UnknownAndTheAcquireAnswerIsLostToo_TheOwnerKnowsItsOwnTerm()
    {
        await using var world = await StartAsync();
        await world.SubmitAsync(Once);
        var (commit, acquire) = (new Countdown(1), new Countdown(2));
        world.Faults = call => call.Operation switch
        {
            StoreOperation.Commit when commit.Take() => StoreFault.UnknownNotApplied,
            StoreOperation.AcquireTerm when acquire.Take() => StoreFault.UnavailableAfterwards,
            _ => StoreFault.None,
        };
        Assert.Equal(PartitionStatus.Done, (await world.TrySubmitAsync(Once with { IdempotencyKey = "two" })).Status);
        Assert.True((await world.Partition().WakeAsync()).Serving);
    }

    [Fact]
    public async Task Commit_UnknownAndAnotherOwnerCame_StopsAndSaysThatItDoesNotKnow()
    {
        await using var world = await StartAsync();
        await world.SubmitAsync(Once);
        world.Faults = call =>
        {
            if (call.Operation != StoreOperation.Commit)
                return StoreFault.None;
            world.Memory.CommitAsync(call.Batch!, default).GetAwaiter().GetResult();
            world.Memory.AcquireTermAsync(0, "another process", null, default).GetAwaiter().GetResult();
            world.Faults = _ => StoreFault.None;
            return StoreFault.UnknownNotApplied;
        };
        Assert.Equal(PartitionStatus.OutcomeUnknown, (await world.TrySubmitAsync(Once with { IdempotencyKey = "two" })).Status);
        Assert.Equal(PartitionStatus.Existing, (await world.TrySubmitAsync(Once with { IdempotencyKey = "two" })).Status);
    }

    [Fact]
    public async Task Fenced_Owner_StopsAndTheNextCallActivatesANewOne()
    {
        await using var world = await StartAsync();
        await world.SubmitAsync(Once);
        var head = await world.FenceAsync();
        var refused = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => world.TrySubmitAsync(Once with { IdempotencyKey = $"{i}" })));
        Assert.Contains(refused, answer => answer.Status == PartitionStatus.Unavailable);
        Assert.All(refused, answer => Assert.True(answer.Status is PartitionStatus.Unavailable or PartitionStatus.Done, $"{answer.Status}"));
        Assert.Equal(PartitionStatus.Existing, (await world.TrySubmitAsync(Once)).Status);
        Assert.Equal(head.Term + 1, (await world.Partition().WakeAsync()).Term);
        Assert.Equal(1 + refused.Count(answer => answer.Status == PartitionStatus.Done), (await world.Memory.ListJobsAsync(new JobQuery(), Now, default)).Items.Count);
    }

    [Fact]
    public async Task Fenced_OwnerWithARunningAttempt_TheNextOneConfirmsItAndTakesItsReport()
    {
        await using var world = await StartAsync();
        var id = await world.SubmitAsync(Spec);
        var call = await world.Handlers.NextAsync("1");
        await world.FenceAsync();
        call.Complete("1");
        Assert.Equal("1", (await world.UntilAsync(id, JobState.Completed)).Result!.ToString());
        Assert.Equal((1, 1), (world.Handlers.Entered, (await world.RowAsync(id)).Attempt));
        await Within(world.Node.WhenIdleAsync(), "idle");
    }

    [Fact]
    public async Task TakeOver_AttemptOfADeadProcess_IsLostAndStartsAgainAtOnce()
    {
        await using var first = await StartAsync();
        var id = await first.SubmitAsync(Spec);
        var old = await first.Handlers.NextAsync("the first process's");
        await first.DisposeAsync();
        await using var second = await StartAsync(memory: first.Memory);
        await second.Partition().WakeAsync();
        var call = await second.Handlers.NextAsync("the second process's");
        Assert.True(call.Context.FencingToken > old.Context.FencingToken);
        call.Complete();
        var job = await second.UntilAsync(id, JobState.Completed);
        Assert.Equal([AttemptOutcome.Lost, AttemptOutcome.Completed], job.Attempts.Select(attempt => attempt.Outcome!.Value));
        Assert.Equal(1, job.AttemptsUsed);
    }

    [Fact]
    public async Task CallTimeout_CommitDoesNotAnswer_SaysOutcomeUnknown()
    {
        await using var world = await StartAsync(settings => settings with { CallTimeout = Short });
        await world.SubmitAsync(Once);
        var gate = NewSource();
        world.Faults = call => call.Operation == StoreOperation.Commit ? StoreFault.None.After(gate.Task) : StoreFault.None;
        Assert.Equal(PartitionStatus.OutcomeUnknown, (await world.TrySubmitAsync(Once with { IdempotencyKey = "two" })).Status);
        world.Faults = _ => StoreFault.None;
        gate.SetResult();
        Assert.Equal(PartitionStatus.Existing, (await Retried(() => world.TrySubmitAsync(Once with { IdempotencyKey = "two" }))).Status);
    }

    [Fact]
    public async Task CallTimeout_StoreOutOfReach_SaysUnavailableAndStoresNothing()
    {
        await using var world = await StartAsync(settings => settings with { CallTimeout = Short });
        await world.SubmitAsync(Once);
        world.Faults = call => call.Operation == StoreOperation.Commit ? StoreFault.None : StoreFault.Unavailable;
        Assert.Equal(PartitionStatus.Unavailable, (await world.TrySubmitAsync(Once with { IdempotencyKey = "two" })).Status);
        world.Faults = _ => StoreFault.None;
        Assert.Equal(PartitionStatus.Existing, (await Retried(() => world.TrySubmitAsync(Once))).Status);
        Assert.Single((await world.Memory.ListJobsAsync(new JobQuery(), Now, default)).Items);
    }

    [Fact]
    public async Task Overload_MoreThanTheBound_IsRefused()
    {
        await using var world = await StartAsync(settings => settings with { MostPending = 10 });
        await world.SubmitAsync(Once);
        var gate = NewSource();
        world.Faults = call => call.Operation == StoreOperation.Commit ? StoreFault.None.After(gate.Task) : StoreFault.None;
        var specs = Enumerable.Range(0, 50).Select(_ => Spec with { DelayMs = 3_600_000 }).ToArray();
        var held = world.TrySubmitAsync(specs[0]);
        var many = world.Partition().SubmitManyAsync(specs, new ushort[50]);
        gate.SetResult();
        var answers = await Within(many, "the answers");
        Assert.Contains(answers, answer => answer.Status == PartitionStatus.Overloaded);
        var accepted = answers.Append(await held).Count(answer => answer.Status == PartitionStatus.Done); // which of the two came first is the engine's affair
        Assert.Equal(accepted + 1, (await world.Memory.ListJobsAsync(new JobQuery { Limit = 500 }, Now, default)).Items.Count);
    }

    /// <summary>An idempotency key that routes to one of two partitions.</summary>
    private static string KeyOf(int partition) =>
        Enumerable.Range(0, 1_000).Select(i => $"key {i}").First(key => Routing.PartitionOf(Routing.HashOfKeys(null, key)!.Value, 2) == partition);

    private static Func<StoreCall, StoreFault> Commits(StoreFault fault) => call => call.Operation == StoreOperation.Commit ? fault : StoreFault.None;

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Asks again while the answer is that nothing was stored, or perhaps; each call waits for the partition by itself.</summary>
    private static async Task<JobAnswer> Retried(Func<Task<JobAnswer>> call)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await call();
            if (tries == 100 || answer.Status is not (PartitionStatus.Unavailable or PartitionStatus.OutcomeUnknown))
                return answer;
        }
    }

    /// <summary>True so many times.</summary>
    private sealed class Countdown(int times)
    {
        private int _left = times;

        public bool Take() => Interlocked.Decrement(ref _left) >= 0;
    }
}
