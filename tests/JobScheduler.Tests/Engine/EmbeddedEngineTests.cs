using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Engine;

/// <summary>What only the embedded engine has: stop, kill, its options and its refusals.</summary>
public sealed class EmbeddedEngineTests
{
    [Fact]
    public void StopAsync_ActivationsOfAllKinds_RunsTheirHooksAndRefusesLaterCalls()
    {
        using var world = new EngineWorld();
        world.Run(async () =>
        {
            await world.Plain("a").Activation();
            await world.Engine.GetGrain<IKeptActor>("b").Activation();
            var running = world.Plain("c").Hold("1");
            await world.Probe.Opened("c began 1");
            var waiting = world.Plain("c").Hold("2");
            var stop = world.Engine.StopAsync(CancellationToken.None);
            var late = world.Plain("a").Activation();
            await Assert.ThrowsAsync<EngineStoppedException>(() => late);
            await world.Probe.Opened("a deactivated ShuttingDown");
            await world.Probe.Opened("b deactivated ShuttingDown");
            Assert.False(stop.IsCompleted);
            world.Probe.Open("c release 1");
            await running;
            await Assert.ThrowsAsync<EngineStoppedException>(() => waiting);
            await stop;
            await world.Engine.StopAsync(CancellationToken.None);
            await Assert.ThrowsAsync<EngineStoppedException>(() => world.Plain("d").Activation());
        });
        Assert.Equal(0, world.Engine.ActivationCount);
        Assert.Null(world.Clock.NextDue);
    }

    [Fact]
    public void StopAsync_TokenIsCancelled_CutsOffWhatRuns()
    {
        using var world = new EngineWorld();
        world.Run(async () =>
        {
            var running = world.Plain("a").Hold("1");
            await world.Probe.Opened("a began 1");
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), world.Clock);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Engine.StopAsync(patience.Token));
            await Assert.ThrowsAsync<EngineStoppedException>(() => running);
        });
        Assert.Empty(world.Probe.Noted("a deactivated"));
    }

    [Fact]
    public void StopAsync_NothingActive_Ends()
    {
        using var world = new EngineWorld();
        world.Run(() => world.Engine.StopAsync(CancellationToken.None));
    }

    [Fact]
    public void StopAsync_ActivationInProgress_CallsFailAndItEnds()
    {
        using var world = new EngineWorld();
        world.Run(async () =>
        {
            var call = world.Engine.GetGrain<IDelicate>("wait-activate").Ping();
            await world.Probe.Opened("wait-activate activating");
            var stop = world.Engine.StopAsync(CancellationToken.None);
            world.Probe.Open("wait-activate release activate");
            await stop;
            await Assert.ThrowsAsync<EngineStoppedException>(() => call);
        });
        Assert.Empty(world.Probe.Noted("wait-activate deactivating"));
    }

    [Fact]
    public void Kill_CallsRunAndWait_NothingGoesOnAndCallersFail()
    {
        using var world = new EngineWorld();
        var ticking = world.Engine.GetGrain<ITicking>("t");
        Task[] calls = [];
        world.Run(async () =>
        {
            await ticking.Start("t", 10, 10, interleave: false, TickAct.Nothing);
            await world.Probe.Opened("t tick t 3");
            calls = [world.Plain("a").Hold("1"), world.Plain("a").Hold("2"), world.Reentrant("b").Hold("1")];
            await world.Probe.Opened("a began 1");
            await world.Probe.Opened("b began 1");
            world.Probe.Open("a release 1");
            world.Probe.Open("b release 1");
            world.Engine.Kill();
            foreach (var call in calls)
            {
                await Assert.ThrowsAsync<EngineStoppedException>(() => call);
            }

            await Assert.ThrowsAsync<EngineStoppedException>(() => world.Plain("c").Activation());
        });
        var noted = world.Probe.Noted("").Length;
        world.Scheduler.RunUntilIdle();
        Assert.Equal(noted, world.Probe.Noted("").Length);
        Assert.Empty(world.Probe.Noted("a ended"));
        Assert.Empty(world.Probe.Noted("b ended"));
        Assert.Null(world.Clock.NextDue);
        Assert.Equal(0, world.Engine.ActivationCount);
    }

    [Fact]
    public void Kill_AtEveryStep_EveryCallEndsOrFails()
    {
        for (var steps = 0; steps < 150; steps++)
        {
            using var world = new EngineWorld(seed: steps, options => options.IdleAge = TimeSpan.FromMinutes(1));
            var program = world.Scheduler.Start(() => Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
            {
                IActor actor = i % 2 == 0 ? world.Plain($"{i % 3}") : world.Reentrant($"{i % 3}");
                await actor.Overlap(2);
                await actor.Deactivate();
                await actor.Activation();
            })));
            world.Scheduler.RunSteps(steps);
            world.Engine.Kill();
            world.Scheduler.RunUntilIdle();
            Assert.True(program.IsCompleted, $"A caller still waits after a crash at step {steps}.");
            Assert.True(program.IsCompletedSuccessfully || program.Exception!.InnerExceptions.All(exception => exception is EngineStoppedException));
            Assert.Null(world.Clock.NextDue);
            Assert.Equal(0, world.Engine.ActivationCount);
        }
    }

    [Fact]
    public void Kill_OnThreadPoolUnderLoad_EveryCallEndsOrFails()
    {
        for (var round = 0; round < 20; round++)
        {
            using var services = new ServiceCollection().AddSingleton<Probe>().AddScoped<ActivationScoped>()
                .AddEmbeddedEngine(options => TestGrains.AddTo(options)).BuildServiceProvider();
            var engine = services.GetRequiredService<EmbeddedEngine>();
            var calls = Enumerable.Range(0, 500).Select(i => engine.GetGrain<IReentrantActor>($"{i % 50}").Overlap(i % 10)).ToArray();
            engine.Kill();
            var end = Task.WhenAll(calls);
            Assert.True(((IAsyncResult)end).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(20)), "A caller still waits after a crash.");
            Assert.True(end.IsCompletedSuccessfully || end.Exception!.InnerExceptions.All(exception => exception is EngineStoppedException));
            Assert.Equal(0, engine.ActivationCount);
        }
    }

    [Fact]
    public void IdleAge_NotCalled_CollectsBetweenTheAgeAndAQuarterMore()
    {
        using var world = new EngineWorld(configure: options => options.IdleAge = TimeSpan.FromMinutes(4));
        var start = world.Clock.GetUtcNow();
        world.Run(async () =>
        {
            await world.Plain("a").Activation();
            await Task.Delay(TimeSpan.FromMinutes(3), world.Clock, CancellationToken.None);
            await world.Plain("a").Activation();
            await world.Probe.Opened("a deactivated ActivationIdle");
        });
        var idle = world.Clock.GetUtcNow() - start - TimeSpan.FromMinutes(3);
        Assert.InRange(idle, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void IdleAge_TimerTicks_ActivationStaysOnlyIfTheTimerKeepsItAlive(bool keepAlive)
    {
        using var world = new EngineWorld(configure: options =>
        {
            options.IdleAge = TimeSpan.FromMinutes(4);
            options.AddGrain<PulsingGrain>();
        });
        world.Run(async () =>
        {
            await world.Engine.GetGrain<IPulsing>("p").Start(keepAlive);
            await Task.Delay(TimeSpan.FromMinutes(30), world.Clock, CancellationToken.None);
        });
        Assert.Equal(keepAlive ? 1 : 0, world.Engine.ActivationCount);
    }

    [Fact]
    public void DeactivationTimeout_HookDoesNotEnd_NextCallIsAnswered()
    {
        using var world = new EngineWorld();
        var delicate = world.Engine.GetGrain<IDelicate>("wait-deactivate");
        var start = world.Clock.GetUtcNow();
        world.Run(async () =>
        {
            var first = await delicate.Activation();
            Assert.NotEqual(first, await delicate.Ping());
        });
        Assert.Equal(TimeSpan.FromSeconds(30), world.Clock.GetUtcNow() - start);
    }

    [Fact]
    public void Activate_AlwaysDeactivatesItself_CallFailsInsteadOfCircling()
    {
        using var world = new EngineWorld(configure: options => options.AddGrain<RestlessGrain>());
        world.Run(async () =>
            await Assert.ThrowsAsync<InvalidOperationException>(() => world.Engine.GetGrain<IRestless>("r").Call()));
    }

    [Fact]
    public void GetGrain_InterfaceWithoutClass_Throws()
    {
        using var world = new EngineWorld();
        Assert.Throws<ArgumentException>(() => world.Engine.GetGrain<IRestless>("r"));
    }

    [Fact]
    public void AddGrain_ClassOrMethodItCannotServe_Throws()
    {
        var options = new EmbeddedEngineOptions();
        Assert.Throws<ArgumentException>(options.AddGrain<NoInterfaceGrain>);
        Assert.Throws<ArgumentException>(options.AddGrain<SynchronousGrain>);
    }

    [Fact]
    public void Grain_NotMadeByAnEngine_SaysSo()
    {
        var grain = new RestlessGrain();
        Assert.Throws<InvalidOperationException>(grain.GetPrimaryKeyString);
    }
}

internal interface IPulsing : IGrainWithStringKey
{
    Task Start(bool keepAlive);
}

internal sealed class PulsingGrain : Grain, IPulsing
{
    public Task Start(bool keepAlive)
    {
        this.RegisterGrainTimer(
            static _ => Task.CompletedTask,
            new GrainTimerCreationOptions(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)) { KeepAlive = keepAlive });
        return Task.CompletedTask;
    }
}

internal interface IRestless : IGrainWithStringKey
{
    Task Call();
}

internal sealed class RestlessGrain : Grain, IRestless
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Call() => Task.CompletedTask;
}

internal sealed class NoInterfaceGrain : Grain;

internal interface ISynchronous : IGrainWithStringKey
{
    int Number();
}

internal sealed class SynchronousGrain : Grain, ISynchronous
{
    public int Number() => 1;
}
