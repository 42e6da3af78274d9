using JobScheduler.Benchmarks;
using Xunit;

namespace JobScheduler.Tests.Benchmarks;

/// <summary>What the benchmarks read of the time that the host takes.</summary>
public sealed class CpuTimesTests
{
    [Fact]
    public void StolenSince_TwoMoments_IsThePartOfTheTimeBetween()
    {
        var earlier = CpuTimes.Parse("cpu  100 0 50 800 10 0 5 35 7 0")!;
        var later = CpuTimes.Parse("cpu  130 5 60 830 10 0 5 60 9 0")!; // the guests' time is the user's, counted once
        Assert.Equal(new CpuTimes(1000, 35), earlier);
        Assert.Equal(0.25, later.StolenSince(earlier));
        Assert.Equal(0, later.StolenSince(later));
    }

    [Theory]
    [InlineData("cpu0 1 2 3 4 5 6 7 8 9 10")]
    [InlineData("cpu  1 2 3 4 5 6 7")]
    [InlineData("")]
    public void Parse_LineThatSaysNothingOfTheHost_IsNull(string line) => Assert.Null(CpuTimes.Parse(line));
}
