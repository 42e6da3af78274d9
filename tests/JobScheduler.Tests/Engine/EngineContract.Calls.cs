using Xunit;

namespace JobScheduler.Tests.Engine;

public abstract partial class EngineContract
{
    [EngineFact]
    public async Task Call_WithAContract_ReturnsAnEqualOne()
    {
        var sent = new Parcel("text", 7, ["a", "b"]);
        var returned = await Plain(NewKey()).Echo(sent);
        Assert.Equal((sent.Text, sent.Number), (returned.Text, returned.Number));
        Assert.Equal(sent.Lines, returned.Lines);
    }

    [EngineFact]
    public async Task Call_MethodThrowsAfterAwait_CallerGetsTypeAndMessage()
    {
        var exception = await Assert.ThrowsAsync<ProbeException>(() => Plain(NewKey()).Fail("broken"));
        Assert.Equal("broken", exception.Message);
    }

    [EngineFact]
    public async Task Call_MethodThrowsAtOnce_CallReturnsAFaultedTask()
    {
        var call = Plain(NewKey()).FailAtOnce("broken at once");
        var exception = await Assert.ThrowsAsync<ProbeException>(() => call);
        Assert.Equal("broken at once", exception.Message);
    }

    [EngineFact]
    public async Task Call_AfterAFailedOne_SameActivationAnswers()
    {
        var actor = Plain(NewKey());
        var before = await actor.Activation();
        await Assert.ThrowsAsync<ProbeException>(() => actor.Fail("broken"));
        Assert.Equal(before, await actor.Activation());
    }

    [EngineFact]
    public async Task Call_SameKey_SameActivation()
    {
        var key = NewKey();
        Assert.Equal(await Plain(key).Activation(), await Plain(key).Activation());
    }

    [EngineFact]
    public async Task Call_OtherKeyOrClass_OtherActivation()
    {
        var key = NewKey();
        long[] numbers = [await Plain(key).Activation(), await Plain(key + "'").Activation(), await Reentrant(key).Activation()];
        Assert.Equal(3, numbers.Distinct().Count());
    }

    [EngineFact]
    public async Task Key_OfGrainAndReference_IsTheGivenOne()
    {
        var key = NewKey() + " / ä €";
        Assert.Equal(key, Plain(key).GetPrimaryKeyString());
        Assert.Equal(key, await Plain(key).Key());
        foreach (var number in new[] { 0, -1, long.MinValue, long.MaxValue })
        {
            Assert.Equal(number, Grains.GetGrain<INumbered>(number).GetPrimaryKeyLong());
            Assert.Equal(number, await Grains.GetGrain<INumbered>(number).Key());
        }
    }

    [Fact]
    public void Reference_SameGrain_IsEqual()
    {
        var key = NewKey();
        Assert.Equal(Plain(key), Plain(key));
        Assert.Equal(Plain(key).GetHashCode(), Plain(key).GetHashCode());
        Assert.NotEqual(Plain(key), Plain(key + "'"));
    }

    [EngineFact]
    public async Task Reference_OfAGrainToItself_ReachesTheSameActivation()
    {
        var actor = Plain(NewKey());
        var self = await actor.Self();
        Assert.Equal(await actor.Activation(), await self.Activation());
    }

    [Fact]
    public void GetGrain_InterfaceOfSeveralClasses_Throws() =>
        Assert.Throws<ArgumentException>(() => Grains.GetGrain<IActor>(NewKey()));

    [EngineFact]
    public async Task Call_CallerHasAnAsyncLocal_CalleeDoesNot()
    {
        Actor.Ambient.Value = "caller";
        Assert.False(await Plain(NewKey()).HasAsyncLocal());
    }

    [EngineFact]
    public async Task Call_CycleWithoutReentrancy_InnerCallWaits()
    {
        var (key, otherKey) = (NewKey(), NewKey());
        using var cancel = new CancellationTokenSource();
        var cycle = Plain(key).Cycle(Plain(otherKey), cancel.Token);
        await Probe.Wait($"{otherKey} calls back");
        for (var round = 0; round < 20; round++)
        {
            await Plain(key).Ping();
        }

        Assert.Empty(Probe.Noted($"{key} began")); // not after the end of the cycle: then its turn has come
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cycle);
    }
}
