using JobScheduler.Grains.Jobs;
using JobScheduler.Tests.Grains;
using JobScheduler.Tests.Semantics;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static JobScheduler.Tests.Cluster.ClusterWorld;

namespace JobScheduler.Tests.Cluster;

/// <summary>What operators are told is the same wherever they ask.</summary>
public sealed class ClusterServerTests
{
    private const string Later = "later";

    [Fact]
    public async Task NodesAndPartitions_AskedAnywhere_AreThoseOfTheCluster()
    {
        await using var world = await StartAsync(2);
        await SpreadAsync(world[0], world[1]);
        foreach (var client in await ClientsAsync(world))
        {
            var nodes = (await client.ListNodesAsync()).Items;
            Assert.Equal([(NameOf(0), NodeStatus.Active, 8), (NameOf(1), NodeStatus.Active, 8)], nodes.Select(node => (node.Node, node.Status, node.Partitions)));
            Assert.Equal(NameOf(1), Assert.Single((await client.ListNodesAsync(1, (await client.ListNodesAsync(1)).NextCursor)).Items).Node);
            var partitions = (await client.ListPartitionsAsync()).Items;
            Assert.Equal(Partitions, partitions.Count);
            Assert.All(partitions, each => Assert.Equal(world.Nodes.Single(node => node.Node.Health.Serves(each.Partition)).Name, each.Node));
        }

        Assert.Equal(Environment.MachineName, (await world.Gateway.GetRequiredService<IJobSchedulerClient>().GetServerAsync()).Node);
    }

    [Fact]
    public async Task JobTypes_OfOneSilo_AreDescribedEverywhere()
    {
        await using var world = await StartAsync(2, number => number == 0 ? [Work] : [Work, Later]);
        await SpreadAsync(world[0], world[1]);
        await UntilAsync(() => world[0].Node.Cluster.Current.TypesElsewhere.ContainsKey(Later), () => "its job types are known");
        foreach (var client in await ClientsAsync(world))
        {
            var types = (await client.ListJobTypesAsync()).Items.ToDictionary(type => type.Name);
            Assert.Equal([NameOf(0), NameOf(1)], types[Work].Nodes);
            Assert.Equal([NameOf(1)], types[Later].Nodes);
            Assert.Equal($"{Later}-queue", types[Later].Queue);
            Assert.Contains("\"number\"", types[Later].PayloadSchema!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task History_OfJobsOnAllSilos_IsTheirSum()
    {
        await using var world = await StartAsync(2);
        await SpreadAsync(world[0], world[1]);
        foreach (var node in world.Nodes)
            node.Handlers.Answer = static _ => new HandlerResult(HandlerResultKind.Completed);
        var clients = await ClientsAsync(world);
        for (var i = 0; i < 12; i++)
            await GrainWorld.Within(clients[0].WaitAsync((await clients[0].SubmitAsync(JobSubmission.Create(Work, new Order(i)))).Job.JobId), "a job ends");

        Assert.All(world.Nodes, node => Assert.True(node.Handlers.Entered > 0, $"{node.Name} ran none"));
        foreach (var client in clients)
        {
            await UntilAsync(() => Sum(client).Finished == 12, () => "the last second is over");
            Assert.Equal((12, 12), (Sum(client).Submitted, Sum(client).Started));
        }

        static (long Submitted, long Started, long Finished) Sum(IJobSchedulerClient client)
        {
            var points = client.GetStatsHistoryAsync(StatsResolution.Second).GetAwaiter().GetResult().Points;
            return (points.Sum(point => point.Submitted), points.Sum(point => point.Started), points.Sum(point => point.Finished));
        }
    }

    [Fact]
    public async Task Events_OfJobsOnAllSilos_ArriveEverywhere()
    {
        await using var world = await StartAsync(2);
        await SpreadAsync(world[0], world[1]);
        foreach (var node in world.Nodes)
            node.Handlers.Answer = static _ => new HandlerResult(HandlerResultKind.Completed);
        foreach (var client in await ClientsAsync(world))
        {
            await using var events = new EventTail(client, new EventFilter { States = [JobState.Completed] });
            Assert.Equal(SchedulerEventKind.Mark, (await events.NextAsync("the first mark")).Kind);
            var wanted = new HashSet<string>();
            for (var i = 0; i < 12; i++)
                wanted.Add((await client.SubmitAsync(JobSubmission.Create(Work, new Order(i)))).Job.JobId);
            Assert.Equal(2, wanted.Select(id => world.OwnerOf(id).Name).Distinct().Count());
            while (wanted.Count > 0)
            {
                var told = await events.UntilAsync(each => each.Job is not null || each.Kind == SchedulerEventKind.Gap, "a job completes");
                Assert.True(told.Job is not null, $"a gap: {told.Reason}");
                wanted.Remove(told.Job.JobId);
            }
        }
    }

    [Fact]
    public async Task Events_SiloDies_LeavesAGapAndGoesOn()
    {
        await using var world = await StartAsync(2);
        await SpreadAsync(world[0], world[1]);
        await using var events = new EventTail(world[0].Client, new EventFilter());
        await events.NextAsync("the first mark");
        await world.KillAsync(world[1]);
        var gap = await events.UntilAsync(each => each.Kind == SchedulerEventKind.Gap, "the gap");
        Assert.Equal("nodes_changed", gap.Reason);
        await SpreadAsync(world[0]);
        var id = (await world[0].Client.SubmitAsync(JobSubmission.Create(Work, new Order(1)) with { Delay = TimeSpan.FromDays(1) })).Job.JobId;
        await events.UntilAsync(each => each.Job?.JobId == id, "a change after the gap");
        Assert.Equal(NameOf(0), Assert.Single((await world[0].Client.ListNodesAsync()).Items).Node);
    }

    private static async Task<IJobSchedulerClient[]> ClientsAsync(ClusterWorld world)
    {
        await UntilAsync(() => world.Nodes.All(node => node.Node.Cluster.Current.Others.Count == world.Nodes.Count - 1), () => "the silos know each other");
        await UntilAsync(() => world.Gateway.GetRequiredService<JobScheduler.Grains.Node.SchedulerNode>().Cluster.Current.Others.Count == world.Nodes.Count, () => "the gateway knows the silos");
        return [.. world.Nodes.Select(node => node.Client), world.Gateway.GetRequiredService<IJobSchedulerClient>()];
    }
}
