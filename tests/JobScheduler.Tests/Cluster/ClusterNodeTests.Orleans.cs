using JobScheduler.Grains.Jobs;
using JobScheduler.Tests.Grains;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static JobScheduler.Tests.Cluster.ClusterWorld;

namespace JobScheduler.Tests.Cluster;

/// <summary>Nodes that differ: in what they handle, in what time they think it is, in what they are there for.</summary>
public sealed class ClusterNodeTests
{
    private const string Later = "later";

    [Fact]
    public async Task RollingDeploy_NewJobType_WaitsUntilASiloHasItAndRunsThere()
    {
        await using var world = await StartAsync(2, number => number < 2 ? [Work] : [Work, Later]);
        await SpreadAsync(world[0], world[1]);
        var client = world[0].Client;
        var waiting = new List<string>();
        for (var i = 0; i < 8; i++)
            waiting.Add((await client.SubmitAsync(JobSubmission.Create(Later, new Order(i)))).Job.JobId);
        Assert.All(waiting, id => Assert.Equal(WaitingReason.UnknownType, client.GetAsync(id).GetAwaiter().GetResult()!.WaitingReason));

        var third = await world.AddAsync();
        third.Handlers.Answer = static _ => new HandlerResult(HandlerResultKind.Completed) { Result = RawJson.Parse("1") };
        foreach (var id in waiting)
        {
            var job = await GrainWorld.Within(client.WaitAsync(id), "a job of the new type runs");
            Assert.Equal((JobState.Completed, 1, third.Name), (job.State, job.Attempt, job.Attempts[0].Node));
        }

        await SpreadAsync(world[0], world[1], third);
        Assert.Equal(0, world[0].Handlers.Entered + world[1].Handlers.Entered);
        await UntilAsync(() => world.Nodes.All(node => node.Node.Slots.Claimed == 0), () => "no claim is left");
    }

    [Fact]
    public async Task Submit_TypeOfAnotherNode_IsCheckedThereAndHasItsDefaults()
    {
        await using var world = await StartAsync(2, number => number == 0 ? [Work] : [Work, Later]);
        await SpreadAsync(world[0], world[1]);
        await UntilAsync(() => world[0].Node.Cluster.Current.TypesElsewhere.ContainsKey(Later), () => "its job types are known");
        await UntilAsync(() => Known(world).Contains(Later), () => "the gateway knows them, too");
        foreach (var client in new[] { world[0].Client, world.Gateway.GetRequiredService<IJobSchedulerClient>() })
        {
            var bad = JobSubmission.Create(Later, new { number = "no number" });
            var refused = await Assert.ThrowsAsync<JobValidationException>(() => client.SubmitAsync(bad));
            Assert.Contains("payload.number", refused.Errors.Keys);
            var batch = await Assert.ThrowsAsync<JobValidationException>(() => client.SubmitBatchAsync([JobSubmission.Create(Later, new Order(1)), bad]));
            Assert.Contains("jobs[1].payload.number", batch.Errors.Keys);
            var job = (await client.SubmitAsync(JobSubmission.Create(Later, new Order(1)))).Job;
            Assert.Equal("later-queue", job.Queue);
            (await world[1].Handlers.NextAsync("the job")).Complete();
            Assert.Equal(JobState.Completed, (await GrainWorld.Within(client.WaitAsync(job.JobId), "it ends")).State);
        }
    }

    [Fact]
    public async Task Cancel_AttemptOnAnotherNode_FiresItsToken()
    {
        await using var world = await StartAsync(2, number => number == 0 ? [Work] : [Work, Later]);
        await SpreadAsync(world[0], world[1]);
        await UntilAsync(() => world[0].Node.Cluster.Current.TypesElsewhere.ContainsKey(Later), () => "its job types are known");
        for (var i = 0; i < 8; i++)
        {
            var id = (await world[0].Client.SubmitAsync(JobSubmission.Create(Later, new Order(i)))).Job.JobId;
            (await world[1].Handlers.NextAsync("the attempt")).EndWhenStopped();
            await world[0].Client.CancelAsync(id);
            Assert.Equal(JobState.Cancelled, (await GrainWorld.Within(world[0].Client.WaitAsync(id), "it is cancelled")).State);
        }

        await UntilAsync(() => world[0].Node.Slots.Claimed == 0, () => "no claim is left");
    }

    [Theory]
    [InlineData(2_000)]
    [InlineData(-2_000)]
    public async Task Clock_OfOneNodeIsWrong_OwnsNothingAndIsNotReadyUntilItIsRight(int milliseconds)
    {
        await using var world = await StartAsync(3, prepare: node => node.Clock.Offset = node.Name == NameOf(1) ? TimeSpan.FromMilliseconds(milliseconds) : TimeSpan.Zero);
        await SpreadAsync(world[0], world[2]);
        Assert.Equal(0, world[1].Serves);
        var readiness = world[1].Health.GetReadiness();
        Assert.False(readiness.IsReady);
        Assert.Contains("clock", readiness.Problem, StringComparison.Ordinal);
        await UntilAsync(() => world[0].Health.GetReadiness().IsReady, () => "a node with the right time is ready");
        world[1].Clock.Offset = TimeSpan.Zero;
        await SpreadAsync(world[0], world[1], world[2]);
        await UntilAsync(() => world[1].Health.GetReadiness().IsReady, () => "it is ready");
    }

    [Fact]
    public async Task Clock_IsSetWrongWhileItOwns_ItsPartitionsLeave()
    {
        await using var world = await StartAsync(3);
        await SpreadAsync(world[0], world[1], world[2]);
        world[0].Clock.Offset = TimeSpan.FromSeconds(-3);
        await SpreadAsync(world[1], world[2]);
        Assert.Equal(0, world[0].Serves);
    }

    [Fact]
    public async Task Gateway_OwnsNothing_ServesTheWholeClient()
    {
        await using var world = await StartAsync(2);
        await SpreadAsync(world[0], world[1]);
        foreach (var node in world.Nodes)
            node.Handlers.Answer = static _ => new HandlerResult(HandlerResultKind.Completed) { Result = RawJson.Parse("5") };
        var gateway = world.Gateway.GetRequiredService<IJobSchedulerClient>();
        await UntilAsync(() => world.Gateway.GetRequiredService<ISchedulerHealth>().GetReadiness().IsReady, () => "the gateway is ready");
        var jobs = await gateway.SubmitBatchAsync([.. Enumerable.Repeat(JobSubmission.Create(Work, new Order(1)), 20)]);
        foreach (var job in jobs)
            Assert.Equal("5", (await GrainWorld.Within(gateway.WaitAsync(job.JobId), "a job ends")).Result!.ToString());
        Assert.Equal(20, (await gateway.ListAsync(new JobQuery { Limit = 100 })).Items.Count);
        Assert.True((await gateway.PauseQueueAsync("q")).Paused);
        var schedule = await gateway.CreateScheduleAsync(new ScheduleSubmission { Id = "s", Cron = "0 0 1 1 *", Job = JobSubmission.Create(Work, new Order(2)) });
        Assert.Equal("work-queue", schedule.Definition.Job.Queue);
        var triggered = await gateway.TriggerScheduleAsync("s");
        Assert.Equal(JobState.Completed, (await GrainWorld.Within(gateway.WaitAsync(triggered.JobId), "the triggered job ends")).State);
        var node0 = world.Gateway.GetRequiredService<JobScheduler.Grains.Node.SchedulerNode>();
        Assert.Equal((0, NodeRole.Gateway), (node0.Health.PartitionsServed, node0.Settings.Role));
    }

    [Fact]
    public async Task Nodes_AskedOfTheRoot_SayWhatTheyAre()
    {
        await using var world = await StartAsync(2, number => number == 0 ? [Work] : [Work, Later]);
        await SpreadAsync(world[0], world[1]);
        NodeSnapshot[] nodes = [];
        await UntilAsync(() => (nodes = world.Grains.GetGrain<ISchedulerGrain>(0).NodesAsync().GetAwaiter().GetResult()).Sum(node => node.Partitions) == Partitions, () => "the nodes know each other");
        Assert.Equal([NameOf(0), NameOf(1)], nodes.Select(node => node.Name));
        Assert.All(nodes, node => Assert.Equal((NodeRole.Silo, "orleans", false, null), (node.Role, node.Engine, node.Draining, node.Problem)));
        Assert.Contains(Later, nodes[1].JobTypes);
    }

    [Fact]
    public async Task Node_ThatDoesNotExist_CannotBeCalled()
    {
        await using var world = await StartAsync(1);
        await Assert.ThrowsAnyAsync<Exception>(() => GrainWorld.Within(world.Grains.GetGrain<INodeGrain>("nobody").DescribeAsync(), "the call is refused"));
        Assert.False(await world[0].Node.Cluster.IsAliveAsync("nobody"));
        Assert.True(await world[0].Node.Cluster.IsAliveAsync(NameOf(0)));
    }

    private static IEnumerable<string> Known(ClusterWorld world) =>
        world.Gateway.GetRequiredService<JobScheduler.Grains.Node.SchedulerNode>().Cluster.Current.TypesElsewhere.Keys;
}
