using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>What operators ask over HTTP comes back as it was told.</summary>
public sealed class NodeClientOverGatewayTests : OverGateway
{
    [Fact]
    public async Task Server_EveryMember_ComesBack() => Assert.Equal(FakeNodes.Server, await Client.GetServerAsync());

    [Fact]
    public async Task Nodes_EveryMember_ComesBack()
    {
        var nodes = (await Client.ListNodesAsync()).Items;

        Assert.Equal(FakeNodes.All.Select(Plain), nodes.Select(Plain));
        Assert.Equal(FakeNodes.All[0].JobTypes, nodes[0].JobTypes);
        Assert.Equal(FakeNodes.All[0].Stuck, nodes[0].Stuck);

        static NodeInfo Plain(NodeInfo node) => node with { JobTypes = [], Stuck = [] };
    }

    [Fact]
    public async Task Partitions_EveryMember_ComesBack() => Assert.Equal(FakeNodes.Partitions, (await Client.ListPartitionsAsync()).Items);

    [Fact]
    public async Task JobTypes_EveryMember_ComesBack()
    {
        var types = (await Client.ListJobTypesAsync(1)).Items;
        var rest = await Client.ListJobTypesAsync(1, (await Client.ListJobTypesAsync(1)).NextCursor);

        Assert.Equal(FakeNodes.JobTypes[0] with { Nodes = [] }, types[0] with { Nodes = [] });
        Assert.Equal(FakeNodes.JobTypes[0].Nodes, types[0].Nodes);
        Assert.Equal(("lost", (string?)null, (RawJson?)null), (rest.Items[0].Name, rest.NextCursor, rest.Items[0].PayloadSchema));
    }

    [Theory]
    [InlineData(StatsResolution.Second, 1)]
    [InlineData(StatsResolution.Minute, 60)]
    public async Task History_EveryMember_ComesBack(StatsResolution resolution, int seconds)
    {
        var history = await Client.GetStatsHistoryAsync(resolution);

        Assert.Equal((resolution, TimeSpan.FromSeconds(seconds)), (history.Resolution, history.Step));
        Assert.Equal(FakeNodes.Points, history.Points);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client.GetStatsHistoryAsync((StatsResolution)7));
    }

    [Fact]
    public async Task WatchAll_EveryKind_ComesBackWithItsFilter()
    {
        var job = new ChangedJob { JobId = "07c1-x", JobType = "http", Queue = "q", State = JobState.Failed, Attempt = 2, FencingToken = 7, ErrorCode = "e", At = FakeNodes.Server.Now };
        SchedulerEvent[] told =
        [
            new() { Id = "a-1", Kind = SchedulerEventKind.Mark },
            new() { Id = "a-2", Kind = SchedulerEventKind.State, Job = job },
            new() { Id = "a-3", Kind = SchedulerEventKind.State, Job = job with { State = JobState.Queued, WaitingReason = WaitingReason.QueuePaused, ErrorCode = null } },
            new() { Id = "a-4", Kind = SchedulerEventKind.Progress, Job = job with { IsProgress = true, State = JobState.Running, FencingToken = 0, ErrorCode = null, ProgressPercent = 40.5, Message = "m" } },
            new() { Id = "a-5", Kind = SchedulerEventKind.Gap, Reason = "too_old" },
        ];
        foreach (var each in told)
            Target.Scheduler.Events.TryWrite(each);

        var read = new List<SchedulerEvent>();
        await foreach (var each in Client.WatchAllAsync(new EventFilter { States = [JobState.Failed], JobTypes = ["a b"], Queues = ["q"], LastEventId = "a-0" }))
        {
            read.Add(each);
            if (read.Count == told.Length)
                break;
        }

        Assert.Equal(told, read);
        var filter = Assert.Single(Target.Scheduler.Watched);
        Assert.Equal([JobState.Failed], filter.States);
        Assert.Equal(["a b"], filter.JobTypes);
        Assert.Equal(["q"], filter.Queues);
        Assert.Equal("a-0", filter.LastEventId);
    }

    [Fact]
    public async Task WatchAll_StreamBreaks_GoesOnAfterTheLastEvent()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddJobSchedulerClient(options => (options.BaseAddress, options.RetryDelay) = (Target.Address, TimeSpan.FromMilliseconds(1)));
        await using var provider = services.BuildServiceProvider();
        Target.Scheduler.Events.TryWrite(new() { Id = "a-1", Kind = SchedulerEventKind.Mark });
        Target.Scheduler.Events.TryWrite(new() { Id = "a-2", Kind = SchedulerEventKind.Mark });
        Target.Scheduler.Events.Complete();

        await using var events = provider.GetRequiredService<IJobSchedulerClient>().WatchAllAsync(new EventFilter()).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync() && await events.MoveNextAsync());

        // The fake scheduler has nothing more to tell, which a real one never says.
        Assert.False(await events.MoveNextAsync());
        Assert.Equal([null, "a-2"], Target.Scheduler.Watched.Select(filter => filter.LastEventId));
    }
}
