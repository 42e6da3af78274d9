using System.Collections.Concurrent;
using JobScheduler.Benchmarks.Running;
using JobScheduler.Tests.Client;
using Xunit;

namespace JobScheduler.Tests.Benchmarks;

/// <summary>How the benchmarks keep something busy for a time.</summary>
public sealed class TimedLoadTests
{
    private readonly ManualTime _clock = new();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(6, 2)]
    [InlineData(7, 3)]
    public async Task RepeatAsync_RoundsOfThreeSeconds_EndsWithTheOneThatReachesTheTime(int seconds, int expected)
    {
        var rounds = 0;
        await new TimedLoad(_clock).RepeatAsync(TimeSpan.FromSeconds(seconds), () =>
        {
            rounds++;
            return PassAsync(3);
        });
        Assert.Equal(expected, rounds);
    }

    [Fact]
    public async Task RateAsync_LastCallEndsLate_CountsAndItsTimeToo()
    {
        var rate = await new TimedLoad(_clock).RateAsync(1, TimeSpan.FromSeconds(5), _ => PassAsync(4));
        Assert.Equal(2 / 8.0, rate);
    }

    [Fact]
    public async Task WarmUpAsync_OneCaller_IsPrecededByMany()
    {
        var calls = new ConcurrentQueue<int>();
        await new TimedLoad(_clock).WarmUpAsync(1, TimeSpan.Zero, caller =>
        {
            calls.Enqueue(caller);
            return Task.CompletedTask;
        });
        Assert.Equal([.. Enumerable.Range(0, TimedLoad.WarmUpCallersFor(1))], calls.SkipLast(1).Order());
        Assert.Equal(0, calls.Last());
    }

    private Task PassAsync(int seconds)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        return Task.CompletedTask;
    }
}
