using Xunit;

namespace JobScheduler.Tests.Engine;

public abstract partial class EngineContract
{
    [EngineFact]
    public async Task Turns_ManyInterleavingCalls_NeverOverlap()
    {
        var key = NewKey();
        var calls = Enumerable.Range(0, 200).Select(_ => Reentrant(key).Overlap(20)).ToArray();
        await Probe.Wait(Task.WhenAll(calls), "200 calls of 20 turns did not end");
        Assert.Empty(Probe.Noted($"{key} overlapped"));
    }

    [EngineFact]
    public async Task Turns_AwaitedTasksCompletedByOtherThreads_NeverOverlap()
    {
        var key = NewKey();
        var calls = Enumerable.Range(0, 50).Select(_ => Reentrant(key).OverlapByCompletion(20)).ToArray();
        await Probe.Wait(Task.WhenAll(calls), "50 calls of 20 turns did not end");
        Assert.Empty(Probe.Noted($"{key} overlapped"));
    }

    [EngineFact]
    public async Task Turns_WorkPostedFromOutside_NeverOverlap()
    {
        var key = NewKey();
        var actor = Reentrant(key);
        await actor.ExposeScheduler();
        var calls = Enumerable.Range(0, 50).Select(_ => actor.Overlap(20));
        var posted = Enumerable.Range(0, 500).Select(_ => Actor.Exposed[key](Actor.ExposedTurns[key]));
        await Probe.Wait(Task.WhenAll(calls.Concat(posted).ToArray()), "calls and posted work did not end");
        Assert.Empty(Probe.Noted($"{key} overlapped"));
    }

    [EngineFact]
    public async Task Call_AnotherWaitsAtAnAwait_BeginsAfterItsEnd()
    {
        var key = NewKey();
        var first = Plain(key).Hold("1");
        await Probe.Wait($"{key} began 1");
        var second = Plain(key).Hold("2");
        Probe.Open($"{key} release 2");
        for (var round = 0; round < 20; round++)
        {
            await Plain(key).Ping();
        }

        Probe.Open($"{key} release 1");
        await Probe.Wait(Task.WhenAll(first, second), "both calls did not end");
        Assert.Equal([$"{key} activated", $"{key} began 1", $"{key} ended 1", $"{key} began 2", $"{key} ended 2"], Probe.Noted($"{key} "));
    }

    [EngineFact]
    public async Task Call_ReentrantClass_BeginsWhileAnotherWaits()
    {
        var key = NewKey();
        var first = Reentrant(key).Hold("1");
        await Probe.Wait($"{key} began 1");
        var second = Reentrant(key).Hold("2");
        await Probe.Wait($"{key} began 2");
        Probe.Open($"{key} release 1");
        Probe.Open($"{key} release 2");
        await Probe.Wait(Task.WhenAll(first, second), "both calls did not end");
    }

    [EngineFact]
    public async Task Call_AlwaysInterleave_BeginsWhileAnotherWaits()
    {
        var key = NewKey();
        var first = Plain(key).Hold("1");
        await Probe.Wait($"{key} began 1");
        var second = Plain(key).HoldInterleaved("2");
        await Probe.Wait($"{key} began 2");
        Probe.Open($"{key} release 1");
        await Probe.Wait(first, "the first call did not end");
        Probe.Open($"{key} release 2");
        await Probe.Wait(second, "the interleaved call did not end");
    }

    [EngineFact]
    public async Task Call_OnlyAnInterleavingOneRuns_OrdinaryOneBegins()
    {
        var key = NewKey();
        var first = Plain(key).HoldInterleaved("1");
        await Probe.Wait($"{key} began 1");
        var second = Plain(key).Hold("2");
        await Probe.Wait($"{key} began 2");
        Probe.Open($"{key} release 1");
        Probe.Open($"{key} release 2");
        await Probe.Wait(Task.WhenAll(first, second), "both calls did not end");
    }

    [EngineFact]
    public async Task Call_ManyWaiting_AllBeginOneAfterAnother()
    {
        var key = NewKey();
        var calls = Enumerable.Range(0, 100).Select(i => Plain(key).Hold($"{i}")).ToArray();
        foreach (var i in Enumerable.Range(0, 100))
        {
            Probe.Open($"{key} release {i}");
        }

        await Probe.Wait(Task.WhenAll(calls), "100 waiting calls did not end");
        var noted = Probe.Noted($"{key} ").Skip(1).ToArray();
        Assert.Equal(200, noted.Length);
        Assert.All(noted.Chunk(2), pair => Assert.Equal(pair[0].Replace("began", "ended", StringComparison.Ordinal), pair[1]));
    }

    [EngineFact]
    public async Task Await_OfAnything_GoesOnOnTheActivation()
    {
        var strays = await Plain(NewKey()).AwaitEverything(Plain(NewKey()));
        Assert.Equal("", strays);
    }
}
