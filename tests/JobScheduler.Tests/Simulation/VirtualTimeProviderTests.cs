using Xunit;

namespace JobScheduler.Tests.Simulation;

public sealed class VirtualTimeProviderTests
{
    private readonly VirtualTimeProvider _clock = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void Advance_SeveralTimers_FireInTheOrderOfTheirTimes()
    {
        var start = _clock.GetUtcNow();
        Set("late", 20);
        Set("first", 10);
        Set("second", 10);
        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(["first 10", "second 10"], _fired);
        Assert.Equal(start + TimeSpan.FromSeconds(15), _clock.GetUtcNow());
        Assert.Equal(start + TimeSpan.FromSeconds(20), _clock.NextDue);
    }

    [Fact]
    public void Advance_TimerWithAPeriod_FiresEachTime()
    {
        using var timer = Set("t", 1, 2);
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(["t 1", "t 3", "t 5"], _fired);
    }

    [Fact]
    public void AdvanceToNextTimer_DisposedOrStoppedTimers_AreNotSeen()
    {
        Set("disposed", 1).Dispose();
        Set("stopped", 1).Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Assert.False(_clock.AdvanceToNextTimer());
        Assert.Empty(_fired);
    }

    [Fact]
    public void Advance_CallbackSetsATimer_ItFiresToo()
    {
        using var timer = _clock.CreateTimer(_ => Set("inner", 1), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(["inner 2"], _fired);
    }

    private ITimer Set(string name, int due, int? period = null)
    {
        var start = new VirtualTimeProvider().GetUtcNow();
        return _clock.CreateTimer(
            _ => _fired.Add($"{name} {(_clock.GetUtcNow() - start).TotalSeconds}"),
            null,
            TimeSpan.FromSeconds(due),
            period is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan);
    }
}
