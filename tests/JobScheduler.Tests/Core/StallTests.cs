using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using JobScheduler.Tests.Simulation;
using Xunit;

namespace JobScheduler.Tests.Core;

/// <summary>A process that stood still, and handlers that do not let go, on a virtual clock.</summary>
public sealed class StallTests
{
    private readonly VirtualTimeProvider _clock = new();

    [Fact]
    public void Beat_OrdinaryGaps_AreNoStall()
    {
        var stalls = new StallWatch(_clock);
        for (var i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(900));
            Assert.Equal(TimeSpan.Zero, stalls.Beat());
        }
    }

    [Fact]
    public void Beat_LongGaps_AddUp()
    {
        var stalls = new StallWatch(_clock);
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(TimeSpan.FromSeconds(60), stalls.Beat());
        Assert.Equal(TimeSpan.FromSeconds(60), stalls.Beat());
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(62), stalls.Beat());
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(60, 70)]
    public void Timeout_ProcessStoodStill_ComesThatMuchLater(int stalled, int expected)
    {
        using var wakeUp = new Stalling(_clock);
        using var node = new SchedulerNode(new NodeSettings { Node = "n", Incarnation = "i", Partitions = 1, Draw = () => 0 }, _clock, wakeUp);
        var start = _clock.GetTimestamp();
        TimeSpan? fired = null;
        using var timeout = new AttemptTimeout(node, TimeSpan.FromSeconds(10), () => fired = _clock.GetElapsedTime(start));
        _clock.Advance(TimeSpan.FromSeconds(3));
        wakeUp.Add(TimeSpan.FromSeconds(stalled));
        _clock.Advance(TimeSpan.FromSeconds(200));
        Assert.Equal(TimeSpan.FromSeconds(expected), fired);
    }

    [Fact]
    public void Named_Handlers_AreThoseThatHoldOn()
    {
        var stuck = new StuckHandlers(_clock);
        AttemptControl blocks = Attempt("1"), awaits = Attempt("2"), deaf = Attempt("3"), returns = Attempt("4");
        foreach (var each in new[] { blocks, awaits, deaf, returns })
            stuck.Entered(each);
        foreach (var each in new[] { awaits, deaf, returns })
            stuck.Awaits(each);
        stuck.Stopped(deaf);
        stuck.Stopped(returns);
        _clock.Advance(StuckHandlers.NamedAfter - TimeSpan.FromMilliseconds(1));
        stuck.Returned(returns);
        Assert.Empty(stuck.Named());
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([("1", false), ("3", true)], stuck.Named().Select(each => (each.Order.JobId, each.Stopped)).Order());
        stuck.Returned(blocks);
        stuck.Returned(deaf);
        Assert.Empty(stuck.Named());
    }

    [Fact]
    public void Stopped_AfterItReturned_IsNotNamed()
    {
        var stuck = new StuckHandlers(_clock);
        var attempt = Attempt("1");
        stuck.Entered(attempt);
        stuck.Returned(attempt);
        stuck.Stopped(attempt);
        _clock.Advance(StuckHandlers.NamedAfter);
        Assert.Empty(stuck.Named());
    }

    private static AttemptControl Attempt(string jobId) => new(
        new AttemptOrder { JobId = jobId, Partition = 0, Token = 1, Attempt = 1, RunAt = 0, Priority = 0, Spec = CoreSpecs.Spec }, TaskScheduler.Default);

    private sealed class Stalling(TimeProvider clock) : WakeUp
    {
        private TimeSpan _stalled;

        public override long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

        public override TimeSpan Stalled => _stalled;

        public void Add(TimeSpan stall) => _stalled += stall;

        public override IAlarm CreateAlarm(Action callback) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
        }
    }
}
