using Xunit;

namespace JobScheduler.Tests.Engine;

public abstract partial class EngineContract
{
    [EngineFact]
    public async Task Activate_ManyFirstCalls_OneActivation()
    {
        var key = NewKey();
        var numbers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Reentrant(key).Activation()));
        Assert.Single(numbers.Distinct());
        Assert.Single(Probe.Noted($"{key} activated"));
    }

    [EngineFact]
    public async Task Activate_CallsDuringTheHook_BeginAfterIt()
    {
        var key = NewKey() + " wait-activate";
        var delicate = Grains.GetGrain<IDelicate>(key);
        var calls = new[] { delicate.Activation(), delicate.Ping(), delicate.Activation() };
        await Probe.Wait($"{key} activating");
        calls = [.. calls, delicate.Ping()];
        Probe.Open($"{key} release activate");
        await Probe.Wait(Task.WhenAll(calls), "the waiting calls did not end");
        Assert.Equal([$"{key} activating", $"{key} activated"], Probe.Noted(key).Take(2));
    }

    [EngineFact]
    public async Task Activate_InterleavingCallsDuringTheHook_BeginWhileAnotherHolds()
    {
        var key = NewKey() + " wait-activate";
        var first = Plain(key).Hold("1");
        await Probe.Wait($"{key} activating");
        var calls = new[] { first, Plain(key).Hold("2"), Plain(key).HoldInterleaved("3"), Plain(key).HoldInterleaved("4") };
        Probe.Open($"{key} release activate");
        await Probe.Wait($"{key} began 3");
        await Probe.Wait($"{key} began 4");
        foreach (var call in Enumerable.Range(1, 4))
        {
            Probe.Open($"{key} release {call}");
        }

        await Probe.Wait(Task.WhenAll(calls), "the calls did not end");
    }

    [EngineFact]
    public async Task Activate_HookFails_CallerGetsTheExceptionAndTheNextCallActivates()
    {
        var key = NewKey() + " fail-activate";
        var exception = await Assert.ThrowsAsync<ProbeException>(Grains.GetGrain<IDelicate>(key).Activation);
        Assert.Equal("activate failed", exception.Message);
        await AssertNextCallActivates(key);
    }

    [EngineFact]
    public async Task Activate_ConstructorFails_CallerGetsItWrappedAndTheNextCallActivates()
    {
        var key = NewKey() + " fail-constructor";
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(Grains.GetGrain<IDelicate>(key).Activation);
        Assert.Equal("constructor failed", Assert.IsType<ProbeException>(exception.InnerException).Message);
        await AssertNextCallActivates(key);
    }

    [EngineFact]
    public async Task Scope_OfAnActivation_EndsWithIt()
    {
        var key = NewKey();
        var first = await Plain(key).ScopedService();
        Assert.Equal(first, await Plain(key).ScopedService());
        Assert.NotEqual(first, await Plain(NewKey()).ScopedService());
        await Plain(key).Deactivate();
        await Probe.Wait($"scope disposed {first}");
        Assert.NotEqual(first, await Plain(key).ScopedService());
    }

    [EngineFact]
    public async Task Deactivate_CallRuns_ItEndsThenTheHookRunsThenANewActivationAnswers()
    {
        var key = NewKey();
        var running = Plain(key).DeactivateAndHold("1");
        await Probe.Wait($"{key} began 1");
        var waiting = new[] { Plain(key).Activation(), Plain(key).Ping(), Plain(key).Activation() };
        Probe.Open($"{key} release 1");
        await Probe.Wait(Task.WhenAll([running, .. waiting]), "running and waiting calls did not end");
        var numbers = (await Task.WhenAll(waiting)).Distinct().ToArray();
        Assert.NotEqual(await running, Assert.Single(numbers));
        Assert.Equal(
            [$"{key} activated", $"{key} began 1", $"{key} ended 1", $"{key} deactivated ApplicationRequested", $"{key} activated"],
            Probe.Noted($"{key} "));
    }

    [EngineFact]
    public async Task Deactivate_ReentrantCallsRun_AllEndBeforeTheHook()
    {
        var key = NewKey();
        var first = Reentrant(key).Hold("1");
        await Probe.Wait($"{key} began 1");
        var second = Reentrant(key).DeactivateAndHold("2");
        await Probe.Wait($"{key} began 2");
        Probe.Open($"{key} release 2");
        await Probe.Wait(second, "the call that deactivates did not end");
        Assert.Empty(Probe.Noted($"{key} deactivated"));
        Probe.Open($"{key} release 1");
        await Probe.Wait(first, "the other call did not end");
        await Probe.Wait($"{key} deactivated ApplicationRequested");
    }

    [EngineFact]
    public async Task Deactivate_HookRuns_NoOtherActivationUntilItsEnd()
    {
        var key = NewKey() + " wait-deactivate";
        var delicate = Grains.GetGrain<IDelicate>(key);
        var first = await delicate.Activation();
        await Probe.Wait($"{key} deactivating ApplicationRequested");
        var calls = new[] { delicate.Ping(), delicate.Ping() };
        Probe.Open($"{key} release deactivate");
        var numbers = await Task.WhenAll(calls);
        Assert.NotEqual(first, Assert.Single(numbers.Distinct()));
        Assert.Equal(
            ["activating", "activated", "called", "deactivating ApplicationRequested", "deactivated", "activating", "activated", "pinged", "pinged"],
            Probe.Noted(key).Select(noted => noted[(key.Length + 1)..]));
    }

    [EngineFact]
    public async Task Deactivate_HookThrows_NextCallIsAnswered()
    {
        var key = NewKey() + " fail-deactivate";
        var first = await Grains.GetGrain<IDelicate>(key).Activation();
        await Probe.Wait($"{key} deactivated");
        Assert.NotEqual(first, await Grains.GetGrain<IDelicate>(key).Ping());
    }

    [EngineFact]
    public async Task Collect_Idle_HookRunsAndTheNextCallActivates()
    {
        var key = NewKey();
        var first = await Plain(key).Activation();
        await CollectIdleAsync();
        await Probe.Wait($"{key} deactivated ActivationIdle");
        Assert.NotEqual(first, await Plain(key).Activation());
    }

    [EngineFact]
    public async Task Collect_CallRuns_ActivationStays()
    {
        var key = NewKey();
        var call = Plain(key).Hold("1");
        await Probe.Wait($"{key} began 1");
        await CollectIdleAsync();
        Probe.Open($"{key} release 1");
        await Probe.Wait(call, "the call did not end");
        Assert.Equal([$"{key} activated", $"{key} began 1", $"{key} ended 1"], Probe.Noted($"{key} "));
    }

    [EngineFact]
    public async Task Collect_KeptClass_ActivationStays()
    {
        var kept = Grains.GetGrain<IKeptActor>(NewKey());
        var first = await kept.Activation();
        await CollectIdleAsync();
        Assert.Equal(first, await kept.Activation());
    }

    [EngineFact]
    public async Task Collect_Delayed_ActivationStaysUntilTheDelayIsTakenBack()
    {
        var key = NewKey();
        var first = await Plain(key).Activation();
        await Plain(key).Delay(Timeout.InfiniteTimeSpan);
        await CollectIdleAsync();
        Assert.Equal(first, await Plain(key).Activation());
        await Plain(key).Delay(TimeSpan.Zero);
        await CollectIdleAsync();
        await Probe.Wait($"{key} deactivated ActivationIdle");
    }

    private async Task AssertNextCallActivates(string key)
    {
        await Grains.GetGrain<IDelicate>(key).Activation();
        Assert.Single(Probe.Noted($"{key} activated"));
        Assert.Empty(Probe.Noted($"{key} deactivating"));
    }
}
