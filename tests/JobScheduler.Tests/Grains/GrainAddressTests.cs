using JobScheduler.Grains.Core;
using Xunit;
using static JobScheduler.Tests.Grains.GrainWorld;

namespace JobScheduler.Tests.Grains;

/// <summary>Jobs and nodes, addressed as from anywhere.</summary>
public sealed class GrainAddressTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Job_Waited_AnswersAtOnceThenAtEachChange()
    {
        await using var world = await StartAsync();
        var id = await world.SubmitAsync(Spec with { Payload = RawJson.Parse("1") });
        var call = await world.Handlers.NextAsync("the attempt");
        var job = world.Grains.GetGrain<IJobGrain>(id);
        var running = await Within(job.WaitAsync(null, TimeSpan.Zero), "the present state");
        Assert.Equal((JobState.Running, null), (running!.State, running.Payload));
        Assert.Null(await Within(job.WaitAsync(JobEventIds.Of(running), TimeSpan.FromMilliseconds(30)), "nothing changes"));
        var changed = job.WaitAsync(JobEventIds.Of(running), Long);
        call.Context.ReportProgress(10, "a tenth");
        Assert.Equal(10, (await Within(changed, "progress"))!.ProgressPercent);
        var ended = job.WaitAsync(JobEventIds.Of((await changed)!), Long);
        call.Complete("2");
        var last = await Within(ended, "the end");
        Assert.Equal((JobState.Completed, "2", "1"), (last!.State, last.Result!.ToString(), last.Payload!.ToString()));
        Assert.Equal(JobEventIds.Of(last), JobEventIds.Of((await job.GetAsync())!));
    }

    [Fact]
    public async Task Job_ThatDoesNotExist_IsNull()
    {
        await using var world = await StartAsync();
        Assert.Null(await Within(world.Grains.GetGrain<IJobGrain>("nothing").GetAsync(), "get"));
        Assert.Null(await Within(world.Grains.GetGrain<IJobGrain>("nothing").WaitAsync(null, Long), "wait"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(20_001)]
    public async Task Job_WaitedForTooLong_IsRefused(int milliseconds)
    {
        await using var world = await StartAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => Within(world.Grains.GetGrain<IJobGrain>("nothing").WaitAsync(null, TimeSpan.FromMilliseconds(milliseconds)), "wait"));
    }

    [Fact]
    public async Task Node_Asked_KnowsItselfAndItsAttempts()
    {
        await using var world = await StartAsync(settings => settings with { Version = "1.2.3", Slots = 7 });
        var node = world.Grains.GetGrain<INodeGrain>("n1");
        var id = await world.SubmitAsync(Spec);
        var call = await world.Handlers.NextAsync("the attempt");
        var token = call.Context.FencingToken;
        var told = await Within(node.DescribeAsync(), "describe");
        Assert.Equal(("n1", "1.2.3", 7, 1, 1, false), (told.Name, told.Version, told.Slots, told.Running, told.Partitions, told.Draining));
        Assert.Equal(["echo"], told.JobTypes);
        var confirmed = await Within(node.ConfirmAsync([new(id, token), new(id, token + 1), new("other", token)]), "confirm");
        Assert.Equal([true, false, false], confirmed);
        call.EndWhenStopped();
        await Within(node.CancelAsync(id, token + 1), "the cancel of another attempt");
        Assert.False(call.Stop.IsCancellationRequested);
        await Within(node.CancelAsync(id, token), "cancel");
        await call.StoppedAsync("the token fires");
    }

    [Fact]
    public async Task Node_OfAnotherName_CannotBeReached()
    {
        await using var world = await StartAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => Within(world.Grains.GetGrain<INodeGrain>("n2").DescribeAsync(), "describe"));
    }

    [Fact]
    public async Task Start_OnANodeThatDrains_IsHandedBackByACall()
    {
        await using var world = await StartAsync(settings => settings with { StartsByCalls = true });
        world.Handlers.Answer = static _ => new JobScheduler.Grains.Jobs.HandlerResult(JobScheduler.Grains.Jobs.HandlerResultKind.Completed);
        await world.UntilAsync(await world.SubmitAsync(Spec), JobState.Completed);
        world.Node.BeginDrain();
        var id = await world.SubmitAsync(Spec);
        var row = await world.RowAsync(id);
        var order = new AttemptOrder { JobId = id, Partition = 0, Token = 99, Attempt = 1, RunAt = Now, Priority = 0, Spec = row.Spec };
        await Within(world.Grains.GetGrain<INodeGrain>("n1").StartAsync(order), "start");
        await Within(world.Node.WhenIdleAsync(), "it is gone");
        Assert.Equal(1, world.Handlers.Entered);
    }

    [Fact]
    public void View_TypesOfOtherNodes_AreSpreadOverThemByToken()
    {
        var view = new PartitionView("n1", new HashSet<string> { "a", "b" }, new HashSet<string>(), true)
        {
            Elsewhere = new Dictionary<string, string[]> { ["b"] = ["n2", "n3"] },
        };
        Assert.Equal(["n1", "n1"], new long[] { 1, 2 }.Select(token => view.NodeFor("a", token)));
        Assert.Equal(["n3", "n2", "n3"], new long[] { 1, 2, 3 }.Select(token => view.NodeFor("b", token)));
    }
}
