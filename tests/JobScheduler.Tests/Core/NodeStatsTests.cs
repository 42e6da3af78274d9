using JobScheduler.Grains.Node;
using JobScheduler.Tests.Simulation;
using Xunit;

namespace JobScheduler.Tests.Core;

public sealed class NodeStatsTests
{
    private readonly VirtualTimeProvider _clock = new();
    private readonly NodeStats _stats;

    public NodeStatsTests() => _stats = new NodeStats(_clock);

    [Fact]
    public void Lateness_NothingStarted_HasNoPercentiles() =>
        Assert.Equal(new LatenessSnapshot(TimeSpan.FromMinutes(15), 0, null, null, null, null), _stats.Lateness());

    [Fact]
    public void Lateness_Percentiles_AreRightWithinFivePercent()
    {
        for (var i = 1; i <= 10_000; i++)
            _stats.Started(i * 7919 % 10_000 / 10.0);
        var late = _stats.Lateness();
        Assert.Equal((10_000, 999.9), (late.Count, late.Max!.Value));
        Assert.InRange(late.P50!.Value, 475, 525);
        Assert.InRange(late.P95!.Value, 902, 998);
        Assert.InRange(late.P99!.Value, 940, 999.9);
    }

    [Fact]
    public void Lateness_ExtremeValues_StayInRange()
    {
        _stats.Started(-3);
        _stats.Started(0);
        _stats.Started(0.05);
        Assert.Equal((0.0, 0.05), (_stats.Lateness().P50!.Value, _stats.Lateness().Max!.Value));
        _stats.Started(1e15);
        Assert.Equal(1e15, _stats.Lateness().Max);
        Assert.True(_stats.Lateness().P99 <= 1e15);
    }

    [Fact]
    public void Lateness_Retries_DoNotCount()
    {
        _stats.Started(null);
        Assert.Equal(0, _stats.Lateness().Count);
    }

    [Fact]
    public void Lateness_AfterFifteenMinutes_IsForgotten()
    {
        _stats.Started(5);
        _clock.Advance(TimeSpan.FromMinutes(14));
        Assert.Equal(1, _stats.Lateness().Count);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _stats.Lateness().Count);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _stats.Started(6);
        Assert.Equal(1, _stats.Lateness().Count);
    }

    [Fact]
    public void Rates_OfAMinute_AreAverages()
    {
        for (var second = 0; second < 90; second++)
        {
            for (var i = 0; i < 6; i++)
                _stats.Submitted();
            _stats.Started(1);
            _stats.Finished();
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(new RateSnapshot(TimeSpan.FromSeconds(60), 6, 1, 1), _stats.Rates());
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(3, _stats.Rates().Submitted);
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(0, _stats.Rates().Submitted);
    }
}
