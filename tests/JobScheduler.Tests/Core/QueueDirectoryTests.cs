using JobScheduler.Grains.Queues;
using JobScheduler.Grains.Storage;
using JobScheduler.Tests.Simulation;
using Xunit;

namespace JobScheduler.Tests.Core;

public sealed class QueueDirectoryTests
{
    private readonly VirtualTimeProvider _clock = new();
    private readonly QueueDirectory _queues;
    private int _changes;

    public QueueDirectoryTests()
    {
        _queues = new QueueDirectory(_clock);
        _queues.Changed += () => _changes++;
    }

    [Fact]
    public void IsTrusted_NeverReadOrTooOld_IsFalse()
    {
        Assert.False(_queues.IsTrusted);
        _queues.Refresh([], _clock.GetTimestamp());
        Assert.True(_queues.IsTrusted);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.True(_queues.IsTrusted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_queues.IsTrusted);
    }

    [Fact]
    public void IsTrusted_ReadThatTookLong_CountsFromItsBegin()
    {
        var before = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(1));
        _queues.Refresh([], before);
        Assert.False(_queues.IsTrusted);
    }

    [Fact]
    public void Push_OlderVersionThanKnown_IsPassedOver()
    {
        _queues.Push(Row("q", true, 2));
        _queues.Push(Row("q", false, 1));
        _queues.Refresh([Row("q", false, 1)], _clock.GetTimestamp());
        Assert.True(_queues.IsPaused("q"));
        Assert.Equal(2, _queues.Find("q")!.Version);
    }

    [Fact]
    public void Push_PauseAndResume_ChangesThePausedOnesAndTells()
    {
        _queues.Push(Row("q", true, 1));
        Assert.Equal(["q"], _queues.Paused);
        _queues.Push(Row("q", false, 2));
        Assert.Empty(_queues.Paused);
        Assert.Equal(2, _changes);
        Assert.Null(_queues.Find("other"));
    }

    [Fact]
    public void Refresh_NothingNew_TellsOnlyWhenItIsTrustedAgain()
    {
        _queues.Refresh([Row("q", true, 1)], _clock.GetTimestamp());
        _queues.Refresh([Row("q", true, 1)], _clock.GetTimestamp());
        Assert.Equal(1, _changes);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _queues.Refresh([Row("q", true, 1)], _clock.GetTimestamp());
        Assert.Equal(2, _changes);
        _queues.Refresh([Row("q", false, 2)], _clock.GetTimestamp());
        Assert.Equal(3, _changes);
    }

    private static QueueRecord Row(string name, bool paused, long version) => new(name, paused, null, null, 0, version);
}
