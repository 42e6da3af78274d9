using Xunit;

namespace JobScheduler.Tests.Engine;

/// <summary>The embedded engine on one thread with virtual time: the same seed gives the same run.</summary>
public sealed class EmbeddedSimulationTests
{
    [Fact]
    public void Run_SameSeed_SameTrace()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            Assert.Equal(Trace(seed), Trace(seed));
        }
    }

    [Fact]
    public void Run_OtherSeeds_OtherTraces() =>
        Assert.True(Enumerable.Range(0, 10).Select(seed => string.Join('\n', Trace(seed))).Distinct().Count() > 5);

    [Fact]
    public void Run_OneThread_NoTurnLeavesIt()
    {
        using var world = new EngineWorld();
        var thread = Environment.CurrentManagedThreadId;
        world.Run(async () =>
        {
            await world.Reentrant("a").ExposeScheduler();
            for (var i = 0; i < 10; i++)
            {
                await world.Reentrant("a").Overlap(5);
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
                await Actor.Exposed["a"](() => Assert.Equal(thread, Environment.CurrentManagedThreadId));
            }
        });
    }

    [Fact]
    public void Run_CombinedCalls_StayOnTheThread()
    {
        using var world = new EngineWorld();
        world.Run(async () =>
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1), world.Clock);
            for (var i = 0; i < 20; i++)
            {
                await Task.WhenAll(world.Plain("a").Activation(), world.Plain("b").Activation());
                await await Task.WhenAny(world.Plain("a").Activation(), world.Plain("b").Activation());
                await world.Plain("a").Activation().WaitAsync(patience.Token);
                await world.Plain("a").Activation().WaitAsync(TimeSpan.FromSeconds(1), world.Clock, CancellationToken.None);
            }
        });
    }

    [Fact]
    public void Timer_VirtualTime_TicksWhenDueAndNotBefore()
    {
        using var world = new EngineWorld();
        var start = world.Clock.GetUtcNow();
        var ticking = world.Engine.GetGrain<ITicking>("t");
        world.Run(() => ticking.Start("t", 5000, 1000, interleave: false, TickAct.Nothing));
        world.Clock.Advance(TimeSpan.FromMilliseconds(4999));
        world.Scheduler.RunUntilIdle();
        Assert.Empty(world.Probe.Noted("t tick"));
        world.Run(() => world.Probe.Opened("t tick t 4"));
        Assert.Equal(start + TimeSpan.FromSeconds(8), world.Clock.GetUtcNow());
    }

    [Fact]
    public void Shuffle_WithoutASeed_CallsBeginInTheirOrder()
    {
        var order = OrderOfWaitingCalls(null);
        Assert.Equal(order.Order(), order);
    }

    [Fact]
    public void Shuffle_WithASeed_CallsBeginInAnOrderOfTheSeed()
    {
        var orders = Enumerable.Range(1, 10).Select(seed => OrderOfWaitingCalls((ulong)seed)).ToArray();
        Assert.True(orders.Select(order => string.Join(' ', order)).Distinct().Count() > 5);
        Assert.Equal(OrderOfWaitingCalls(3), OrderOfWaitingCalls(3));
        Assert.All(orders, order => Assert.Equal(20, order.Distinct().Count()));
    }

    private static int[] OrderOfWaitingCalls(ulong? shuffleSeed)
    {
        using var world = new EngineWorld(configure: options => options.ShuffleSeed = shuffleSeed);
        var calls = Enumerable.Range(10, 20).Select(i => world.Plain("a").Hold($"{i}")).ToArray();
        foreach (var i in Enumerable.Range(10, 20))
        {
            world.Probe.Open($"a release {i}");
        }

        world.Run(() => Task.WhenAll(calls));
        return [.. world.Probe.Noted("a began").Select(noted => int.Parse(noted.AsSpan(8), System.Globalization.CultureInfo.InvariantCulture))];
    }

    /// <summary>Calls, cycles of activation, timers, cancellation: everything with a choice of order in it.</summary>
    private static string[] Trace(int seed)
    {
        using var world = new EngineWorld(seed, options =>
        {
            options.ShuffleSeed = (ulong)seed;
            options.IdleAge = TimeSpan.FromMinutes(1);
        });
        world.Run(async () =>
        {
            using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(2), world.Clock);
            var ticking = world.Engine.GetGrain<ITicking>("t");
            await ticking.Start("t", 10, 10, interleave: true, TickAct.Nothing);
            await ticking.Start("u", 10, 10, interleave: false, TickAct.Nothing);
            var calls = Enumerable.Range(0, 30).Select(async i =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(i % 5), world.Clock, CancellationToken.None);
                IActor actor = i % 2 == 0 ? world.Plain($"{i % 3}") : world.Reentrant($"{i % 3}");
                world.Probe.Open($"{i % 3} release {i}");
                await actor.Hold($"{i}");
                if (i % 7 == 0)
                {
                    await actor.Deactivate();
                }
            }).ToArray();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Plain("c").HoldUntilCancelled("c", cancel.Token));
            await Task.WhenAll(calls);
            await Task.Delay(TimeSpan.FromMinutes(2), world.Clock, CancellationToken.None);
            await world.Engine.StopAsync(CancellationToken.None);
        });
        return world.Probe.Noted("");
    }
}
