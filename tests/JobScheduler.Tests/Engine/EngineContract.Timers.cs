using Xunit;

namespace JobScheduler.Tests.Engine;

public abstract partial class EngineContract
{
    private ITicking Ticking(string key) => Grains.GetGrain<ITicking>(key);

    private void AssertNoWrongTick(string key) => Assert.Empty(Probe.Noted($"{key} wrong tick"));

    [EngineFact]
    public async Task Timer_WithAPeriod_TicksAgainAndAgain()
    {
        var key = NewKey();
        await Ticking(key).Start("t", 0, 1, interleave: false, TickAct.Nothing);
        await Probe.Wait($"{key} tick t 5");
        AssertNoWrongTick(key);
    }

    [EngineFact]
    public async Task Timer_WithoutAPeriod_TicksOnce()
    {
        var key = NewKey();
        await Ticking(key).Start("once", 0, -1, interleave: false, TickAct.Nothing);
        await Probe.Wait($"{key} tick once 1");
        await Ticking(key).Start("other", 1, 1, interleave: false, TickAct.Nothing);
        await Probe.Wait($"{key} tick other 10");
        Assert.Single(Probe.Noted($"{key} tick once"));
    }

    [EngineFact]
    public async Task Timer_NotStarted_TicksAfterAChange()
    {
        var key = NewKey();
        await Ticking(key).Start("t", -1, -1, interleave: false, TickAct.Nothing);
        await Ticking(key).Change("t", 0, -1);
        await Probe.Wait($"{key} tick t 1");
    }

    [EngineFact]
    public async Task Timer_CallRuns_OnlyAnInterleavingTickBegins()
    {
        var key = NewKey();
        var call = Ticking(key).HoldUntil($"{key} release call");
        await Probe.Wait($"{key} call began");
        var waits = Ticking(key).Start("waits", 0, -1, interleave: false, TickAct.Nothing);
        Probe.Open($"{key} release call");
        await Probe.Wait(Task.WhenAll(call, waits), "the calls did not end");

        call = Ticking(key).HoldUntil($"{key} tick interleaves 3");
        await Ticking(key).Ping();
        var otherKey = key + "'";
        await Ticking(otherKey).Start("waits", 30, -1, interleave: false, TickAct.Nothing);
        await Ticking(otherKey).Start("interleaves", 30, 10, interleave: true, TickAct.Nothing);
        await Ticking(otherKey).HoldUntil($"{otherKey} tick interleaves 5");
        await Probe.Wait($"{otherKey} tick waits 1");
        var order = Probe.Noted($"{otherKey} ").ToList();
        AssertNoWrongTick(otherKey);
        Assert.True(
            order.IndexOf($"{otherKey} call ended") > order.IndexOf($"{otherKey} tick interleaves 5"), string.Join('\n', order));
        var tick = order.IndexOf($"{otherKey} tick waits 1");
        Assert.True(
            tick < order.IndexOf($"{otherKey} call began") || tick > order.IndexOf($"{otherKey} call ended"), string.Join('\n', order));
        Probe.Open($"{key} tick interleaves 3");
        await call;
    }

    [EngineFact]
    public async Task Timer_TickWaitsAtAnAwait_CallBeginsAfterItsEnd()
    {
        var key = NewKey();
        await Ticking(key).Start("t", 0, -1, interleave: false, TickAct.Hold);
        await Probe.Wait($"{key} tick t 1");
        var call = Ticking(key).HoldUntil($"{key} tick t 1");
        for (var round = 0; round < 20; round++)
        {
            await Ticking(key).Ping();
        }

        Probe.Open($"{key} release t");
        await Probe.Wait(call, "the call did not end");
        Assert.Equal([$"{key} tick t 1", $"{key} tick ended t 1", $"{key} call began", $"{key} call ended"], Probe.Noted($"{key} "));
    }

    [EngineFact]
    public async Task Timer_TickLongerThanItsPeriod_DoesNotOverlapItself()
    {
        var key = NewKey();
        await Ticking(key).Start("long", 0, 1, interleave: true, TickAct.Hold);
        await Ticking(key).Start("short", 0, 1, interleave: true, TickAct.Nothing);
        await Probe.Wait($"{key} tick long 1");
        await Probe.Wait($"{key} tick short 20");
        Assert.Single(Probe.Noted($"{key} tick long"));
        Probe.Open($"{key} release long");
        await Probe.Wait($"{key} tick long 3");
        AssertNoWrongTick(key);
    }

    [EngineFact]
    public async Task Timer_CallbackThrows_TicksAgain()
    {
        var key = NewKey();
        await Ticking(key).Start("t", 0, 1, interleave: false, TickAct.Throw);
        await Probe.Wait($"{key} tick t 3");
    }

    [EngineFact]
    public async Task Timer_ChangedInItsCallback_TakesEffectAfterIt()
    {
        var key = NewKey();
        await Ticking(key).Start("t", 0, 1_000_000, interleave: false, TickAct.Change);
        await Probe.Wait($"{key} tick t 2");
    }

    [EngineFact]
    public async Task Timer_DisposedInItsCallback_TokenIsCancelledAndNoMoreTicks()
    {
        var key = NewKey();
        await Ticking(key).Start("t", 0, 1, interleave: false, TickAct.Dispose);
        await Probe.Wait($"{key} token True");
        await Ticking(key).Start("other", 1, 1, interleave: false, TickAct.Nothing);
        await Probe.Wait($"{key} tick other 10");
        Assert.Single(Probe.Noted($"{key} tick t"));
    }

    [EngineFact]
    public async Task Timer_ActivationEnds_NoTickDuringOrAfterTheHook()
    {
        var key = NewKey() + " wait-deactivate";
        await Ticking(key).Start("t", 0, 1, interleave: true, TickAct.Nothing);
        await Ticking(key).Start("u", 0, 1, interleave: false, TickAct.Nothing);
        await Probe.Wait($"{key} tick t 2");
        await Ticking(key).Deactivate();
        await Probe.Wait($"{key} deactivating");
        var otherKey = NewKey();
        await Ticking(otherKey).Start("other", 1, 1, interleave: false, TickAct.Nothing);
        await Probe.Wait($"{otherKey} tick other 20");
        Probe.Open($"{key} release deactivate");
        await Probe.Wait($"{key} deactivated");
        await Ticking(key).Ping();
        await Probe.Wait($"{otherKey} tick other 40");
        AssertNoWrongTick(key);
    }

    [EngineFact]
    public async Task Timer_DeactivationWaitsForACall_InterleavingTickStillBegins()
    {
        var key = NewKey();
        await Ticking(key).Start("t", -1, -1, interleave: true, TickAct.Nothing);
        var call = Ticking(key).DeactivateAndHoldUntil($"{key} tick t 1", thenStart: "t");
        await Probe.Wait(call, "the call did not see the tick that it waits for");
        await Probe.Wait($"{key} deactivated");
    }

    [EngineFact]
    public async Task Timer_ActivationIsNotCalled_IsCollectedWithIt()
    {
        var key = NewKey();
        await Ticking(key).Start("t", 1_000_000, 1_000_000, interleave: false, TickAct.Nothing);
        await CollectIdleAsync();
        await Probe.Wait($"{key} deactivated");
    }
}
