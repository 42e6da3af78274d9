using JobScheduler.Grains.Diagnostics;
using Xunit;

namespace JobScheduler.Tests.Diagnostics;

public sealed class RecentTimesTests
{
    private readonly RecentTimes _times = new();

    [Fact]
    public void Percentiles_NothingMeasured_AreNone() => Assert.Equal(CommitTimes.None, _times.Percentiles());

    [Fact]
    public void Percentiles_OfOne_AreThatOne()
    {
        _times.Add(TimeSpan.FromMilliseconds(1.5));
        Assert.Equal(new CommitTimes(1.5, 1.5), _times.Percentiles());
    }

    [Fact]
    public void Percentiles_OfMoreThanIsKept_AreOfTheNewest()
    {
        for (var i = 0; i < RecentTimes.Kept; i++)
            _times.Add(TimeSpan.FromMilliseconds(9_999));
        for (var i = RecentTimes.Kept; i > 0; i--)
            _times.Add(TimeSpan.FromMilliseconds(i));
        Assert.Equal(new CommitTimes(250, 495), _times.Percentiles());
    }
}
