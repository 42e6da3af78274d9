using JobScheduler.Grains.Node;
using JobScheduler.Hosting.Client;
using JobScheduler.Tests.Simulation;
using Xunit;

namespace JobScheduler.Tests.Core;

public sealed class StatsHistoryTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly VirtualTimeProvider _clock = new();
    private readonly NodeStats _stats;

    public StatsHistoryTests() => _stats = new NodeStats(_clock);

    [Fact]
    public void History_OfTheSecondThatIsUnderWay_IsNotTold()
    {
        _stats.Submitted();

        Assert.Empty(Read(StatsResolution.Second));
        Assert.Empty(Read(StatsResolution.Minute));
    }

    [Fact]
    public void History_BySecond_HasOnePointPerSecondAlsoWhereNothingHappened()
    {
        var start = _clock.GetUtcNow();
        _stats.Submitted();
        _stats.Submitted();
        _stats.Started(2);
        _stats.Started(null);
        _stats.Look(7, 3);
        _stats.Look(5, 4);
        _clock.Advance(2 * Second);
        _stats.Finished(failed: true);
        _stats.Finished();
        _clock.Advance(Second);

        var points = Read(StatsResolution.Second);

        Assert.Equal([start, start + Second, start + (2 * Second)], points.Select(point => point.At));
        Assert.Equal(new StatsPoint { At = start, Submitted = 2, Started = 2, Queued = 7, Running = 4, LatenessMs = points[0].LatenessMs }, points[0]);
        Assert.Equal((2.0, 2.0), (points[0].LatenessMs!.Max, Math.Round(points[0].LatenessMs!.P50)));
        Assert.Equal(new StatsPoint { At = start + Second }, points[1]);
        Assert.Equal(new StatsPoint { At = start + (2 * Second), Finished = 2, Failed = 1 }, points[2]);
    }

    [Fact]
    public void History_ByMinute_AddsCountsUpAndKeepsTheGreatestLook()
    {
        for (var second = 0; second < 120; second++)
        {
            _stats.Submitted();
            _stats.Started(second < 60 ? 1 : 100);
            _stats.Look(second, 1);
            _clock.Advance(Second);
        }

        var points = Read(StatsResolution.Minute);

        Assert.Equal([(60L, 60L, 59L), (60L, 60L, 119L)], points.Select(point => (point.Submitted, point.Started, point.Queued)));
        Assert.Equal([1.0, 100.0], points.Select(point => point.LatenessMs!.Max));
        Assert.All(points, point => Assert.Equal(0, point.At.Second));
    }

    [Fact]
    public void History_OverLong_IsBounded()
    {
        for (var minute = 0; minute < NodeStats.Minutes + 100; minute++)
        {
            _stats.Submitted();
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        var (seconds, minutes) = (Read(StatsResolution.Second), Read(StatsResolution.Minute));

        Assert.Equal((NodeStats.Seconds, NodeStats.Minutes), (seconds.Count, minutes.Count));
        Assert.Equal((15, NodeStats.Minutes), (seconds.Sum(point => point.Submitted), minutes.Sum(point => point.Submitted)));
        Assert.Equal(_clock.GetUtcNow() - Second, seconds[^1].At);
    }

    [Fact]
    public void History_ClockSetBack_CountsIntoTheSecondItIsThen()
    {
        var clock = new SettableClock();
        var stats = new NodeStats(clock);
        stats.Submitted();
        clock.Now += 5 * Second;
        stats.Submitted();
        clock.Now -= 5 * Second;
        stats.Submitted();
        clock.Now += 6 * Second;

        var cells = stats.History(StatsResolution.Second).Cells;

        Assert.Equal([2L, 1L], cells.Select(cell => cell.Submitted));
    }

    [Fact]
    public void Histories_OfSeveralNodes_AreOneAndBeginWithTheOldest()
    {
        var start = _clock.GetUtcNow();
        var other = new NodeStats(_clock);
        for (var i = 0; i < 99; i++)
            other.Started(1);
        other.Look(4, 2);
        _clock.Advance(Second);
        var young = new NodeStats(_clock);
        young.Started(50);
        young.Finished(failed: true);
        _clock.Advance(Second);
        _stats.Look(0, 0);

        var history = StatsHistories.Of(
            StatsResolution.Second, young.History(StatsResolution.Second), [other.History(StatsResolution.Second), _stats.History(StatsResolution.Second)]);

        Assert.Equal(Second, history.Step);
        Assert.Equal([(start, 99L, 4L, 0L), (start + Second, 1L, 0L, 1L)], history.Points.Select(point => (point.At, point.Started, point.Queued, point.Failed)));
    }

    [Fact]
    public void Histories_OfOneSecondOnSeveralNodes_MergeTheirLateness()
    {
        var other = new NodeStats(_clock);
        for (var i = 0; i < 98; i++)
            other.Started(1);
        _stats.Started(200);
        _stats.Started(400);
        _clock.Advance(Second);

        var late = StatsHistories.Of(StatsResolution.Second, _stats.History(StatsResolution.Second), [other.History(StatsResolution.Second)]).Points.Single().LatenessMs!;

        Assert.Equal(400, late.Max);
        Assert.InRange(late.P50, 0.95, 1.05);
        Assert.InRange(late.P99, 190, 210);
    }

    private IReadOnlyList<StatsPoint> Read(StatsResolution resolution) => StatsHistories.Of(resolution, _stats.History(resolution), []).Points;

    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
