using JobScheduler.Grains.Jobs;
using JobScheduler.Tests.Grains;
using Xunit;
using static JobScheduler.Tests.Cluster.ClusterWorld;

namespace JobScheduler.Tests.Cluster;

/// <summary>Partitions over several silos: spread, and moved when silos come and go, with callers and attempts that do not notice.</summary>
public sealed class ClusterMoveTests
{
    private static readonly JobSubmission Job = JobSubmission.Create(Work, new Order(1));

    [Fact]
    public async Task Start_ThreeSilos_EachServesItsShareAndIsReady()
    {
        await using var world = await StartAsync(3);
        await SpreadAsync(world[0], world[1], world[2]);
        for (var partition = 0; partition < Partitions; partition++)
            Assert.Single(world.Nodes, node => node.Node.Health.Serves(partition));
        foreach (var node in world.Nodes)
            await UntilAsync(() => node.Health.GetReadiness().IsReady, () => $"{node.Name} is ready: {node.Health.GetReadiness()}");
    }

    [Fact]
    public async Task Join_WithCallersAndRunningAttempts_NobodyNotices()
    {
        await using var world = await StartAsync(2);
        await SpreadAsync(world[0], world[1]);
        var running = await RunningAsync(world, 40);
        world[0].Handlers.Answer = world[1].Handlers.Answer = static _ => new HandlerResult(HandlerResultKind.Completed);
        await using var load = new ClusterLoad(world[0].Client, world[1].Client);
        await load.AcceptedAsync(100);
        var third = await world.AddAsync();
        third.Handlers.Answer = static _ => new HandlerResult(HandlerResultKind.Completed);
        await SpreadAsync(world[0], world[1], third);
        await load.AcceptedAsync(100);
        await load.StopAsync();
        await EndAsync(world, running);
        await AllEndAsync(world, load.Ids);
    }

    [Fact]
    public async Task Stop_WithCallersAndRunningAttempts_PartitionsLeaveAndNobodyNotices()
    {
        await using var world = await StartAsync(3);
        await SpreadAsync(world[0], world[1], world[2]);
        var leaving = world[2];
        var running = (await RunningAsync(world, 40)).Where(call => call.Node != leaving).ToList();
        foreach (var node in world.Nodes)
            node.Handlers.Answer = static _ => new HandlerResult(HandlerResultKind.Completed);
        await using var load = new ClusterLoad(world[0].Client, world[1].Client);
        await load.AcceptedAsync(100);
        var stop = world.StopAsync(leaving);
        await UntilAsync(() => leaving.Serves == 0, () => $"its partitions leave the silo that drains ({leaving.Serves} are left)");
        await SpreadAsync(world[0], world[1]);
        await stop;
        await load.AcceptedAsync(100);
        await load.StopAsync();
        await EndAsync(world, running);
        await AllEndAsync(world, load.Ids);
    }

    [Fact]
    public async Task Move_PartitionOfARunningAttempt_TheAttemptGoesOnAndIsReportedToTheNewOwner()
    {
        await using var world = await StartAsync(1);
        await SpreadAsync(world[0]);
        var id = (await world[0].Client.SubmitAsync(Job)).Job.JobId;
        var call = await world[0].Handlers.NextAsync("the attempt");
        while (true)
        {
            // Whichever partition a new silo gets: this one moves only if it is among them.
            var added = await world.AddAsync();
            await SpreadAsync([.. world.Nodes]);
            if (added.Node.Health.Serves(PartitionOf(id)))
                break;
        }

        call.Context.ReportProgress(50, "half");
        await UntilAsync(() => Shown(world, id).ProgressPercent is 50, () => "the progress reaches the new owner");
        call.Complete("7");
        var job = await GrainWorld.Within(world[0].Client.WaitAsync(id), "the job ends");
        Assert.Equal(("7", 1, world[0].Name), (job.Result!.ToString(), job.Attempt, job.Attempts[0].Node));
    }

    [Fact]
    public async Task Kill_SiloWithRunningAttempts_AreLostAndRunElsewhere()
    {
        await using var world = await StartAsync(3);
        await SpreadAsync(world[0], world[1], world[2]);
        var running = await RunningAsync(world, 40);
        var (dead, alive) = (world[2], new[] { world[0], world[1] });
        var lost = running.Where(call => call.Node == dead).ToList();
        Assert.NotEmpty(lost);
        foreach (var node in alive)
            node.Handlers.Answer = static _ => new HandlerResult(HandlerResultKind.Completed);
        await world.KillAsync(dead);
        await SpreadAsync(alive);
        foreach (var (_, call) in lost)
        {
            var job = await GrainWorld.Within(alive[0].Client.WaitAsync(call.Context.JobId), "a lost job runs again");
            Assert.Equal((JobState.Completed, AttemptOutcome.Lost), (job.State, job.Attempts[0].Outcome));
            Assert.True(job.FencingToken > call.Context.FencingToken);
        }

        await EndAsync(world, [.. running.Where(call => call.Node != dead)]);
    }

    [Fact]
    public async Task Wait_ThroughAnotherSiloAndTheGateway_HearsOfTheEndAcrossAMove()
    {
        await using var world = await StartAsync(2);
        await SpreadAsync(world[0], world[1]);
        var id = (await world[0].Client.SubmitAsync(Job)).Job.JobId;
        var owner = world.OwnerOf(id);
        var call = await owner.Handlers.NextAsync("the attempt");
        var other = world.Nodes.Single(node => node != owner);
        var waits = new[] { other.Client, owner.Client, ClientOf(world.Gateway) }.Select(client => client.WaitAsync(id)).ToArray();
        var events = EventsAsync(ClientOf(world.Gateway), id);
        var third = await world.AddAsync();
        await SpreadAsync(world[0], world[1], third);
        Assert.DoesNotContain(waits, wait => wait.IsCompleted);
        call.Complete("3");
        foreach (var wait in waits)
            Assert.Equal("3", (await GrainWorld.Within(wait, "who waits hears of the end")).Result!.ToString());
        Assert.Equal(JobState.Completed, (await GrainWorld.Within(events, "the events end"))[^1].Job.State);
    }

    private static IJobSchedulerClient ClientOf(IServiceProvider services) => (IJobSchedulerClient)services.GetService(typeof(IJobSchedulerClient))!;

    private static async Task<List<JobEvent>> EventsAsync(IJobSchedulerClient client, string id)
    {
        var events = new List<JobEvent>();
        await foreach (var each in client.WatchAsync(id))
            events.Add(each);
        return events;
    }

    private static JobSnapshot Shown(ClusterWorld world, string id) => world[0].Client.GetAsync(id).GetAwaiter().GetResult()!;

    /// <summary>Attempts that have been entered and wait for the test, wherever they are.</summary>
    private static async Task<List<(ClusterNode Node, HandlerCall Call)>> RunningAsync(ClusterWorld world, int count)
    {
        await world[0].Client.SubmitBatchAsync([.. Enumerable.Repeat(Job, count)]);
        var calls = new List<(ClusterNode, HandlerCall)>();
        await UntilAsync(() => world.Nodes.Sum(node => node.Handlers.Entered) == count, () => $"{count} attempts are entered");
        foreach (var node in world.Nodes)
        {
            for (var entered = node.Handlers.Entered; entered > 0; entered--)
                calls.Add((node, await node.Handlers.NextAsync("an attempt")));
        }

        return calls;
    }

    /// <summary>Each attempt ends where it began, and is the only one of its job.</summary>
    private static async Task EndAsync(ClusterWorld world, IReadOnlyList<(ClusterNode Node, HandlerCall Call)> running)
    {
        foreach (var (_, call) in running)
            call.Complete("1");
        foreach (var (node, call) in running)
        {
            var job = await GrainWorld.Within(world[0].Client.WaitAsync(call.Context.JobId), $"{call.Context.JobId} ends");
            Assert.Equal((JobState.Completed, 1, node.Name), (job.State, job.Attempt, job.Attempts[0].Node));
        }
    }

    private static async Task AllEndAsync(ClusterWorld world, IReadOnlyCollection<string> ids)
    {
        Assert.Equal(ids.Count, ids.Distinct().Count());
        foreach (var id in ids)
        {
            var job = await GrainWorld.Within(world[0].Client.WaitAsync(id), $"{id} ends");
            Assert.True(job.State is JobState.Completed or JobState.Cancelled, $"{id} is {job.State}");
            Assert.True(job.Attempt <= 1, $"{id} was lost");
        }
    }
}
