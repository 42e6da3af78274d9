using Xunit;

namespace JobScheduler.Tests.Engine;

public abstract partial class EngineContract
{
    [EngineFact]
    public async Task Cancel_BeforeTheCall_DoesNotBegin()
    {
        var key = NewKey();
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Plain(key).HoldUntilCancelled("1", cancel.Token));
        await Plain(key).Ping();
        Assert.Empty(Probe.Noted($"{key} began"));
    }

    [EngineFact]
    public async Task Cancel_CallRuns_CalleeHearsItInATurnAndCallerIsCancelled()
    {
        var key = NewKey();
        using var cancel = new CancellationTokenSource();
        var call = Plain(key).HoldUntilCancelled("1", cancel.Token);
        await Probe.Wait($"{key} began 1");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(call.IsCanceled);
        await Probe.Wait($"{key} cancelled in a turn");
        await Probe.Wait(Plain(key).Activation(), "the cancelled call did not end");
    }

    [EngineFact]
    public async Task Cancel_CallWaits_DoesNotBegin()
    {
        var key = NewKey();
        using var cancel = new CancellationTokenSource();
        var running = Plain(key).Hold("1");
        await Probe.Wait($"{key} began 1");
        var waiting = Plain(key).HoldUntilCancelled("2", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Plain(key).Ping();
        Probe.Open($"{key} release 1");
        await Probe.Wait(running, "the running call did not end");
        await Probe.Wait(Plain(key).Activation(), "a later call did not end");
        Assert.Empty(Probe.Noted($"{key} began 2"));
    }

    [EngineFact]
    public async Task Cancel_CalleeGoesOn_CallerDoesNotWait()
    {
        var key = NewKey();
        using var cancel = new CancellationTokenSource();
        var call = Plain(key).IgnoreCancellation("1", cancel.Token);
        await Probe.Wait($"{key} began 1");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Probe.Open($"{key} release 1");
        await Probe.Wait($"{key} ended 1");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_ByTheCallee_CallerIsCancelled(bool atOnce)
    {
        var call = Plain(NewKey()).CancelItself(atOnce);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(call.IsCanceled);
    }

    [EngineFact]
    public async Task Cancel_AfterTheCall_ChangesNothing()
    {
        var key = NewKey();
        using var cancel = new CancellationTokenSource();
        var call = Plain(key).IgnoreCancellation("1", cancel.Token);
        Probe.Open($"{key} release 1");
        await Probe.Wait(call, "the call did not end");
        await cancel.CancelAsync();
        await Plain(key).Ping();
    }
}
