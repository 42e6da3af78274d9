using JobScheduler.Cluster.Assignment;
using Xunit;

namespace JobScheduler.Tests.Cluster;

public sealed class ClockRuleTests
{
    [Theory]
    [InlineData("", "0")]
    [InlineData("", "0 500")]
    [InlineData("1", "0 501")]
    [InlineData("", "0 400 -90")]
    [InlineData("1", "0 900 10")]
    [InlineData("0", "-900 0 10 20")]
    [InlineData("2 4", "0 10 -5000 20 5000")]
    [InlineData("1 2", "0 1000 2000")]
    [InlineData("0", "3000 2000 2100")]
    public void Wrong_ClocksInMilliseconds_AreThoseFarFromTheMedianOfTheOthers(string wrong, string offsets)
    {
        var clocks = offsets.Split(' ').Select((offset, i) => new NodeClock($"{i}", TimeSpan.FromMilliseconds(int.Parse(offset, null)), TimeSpan.FromHours(10 - i))).ToList();
        Assert.Equal(wrong, string.Join(' ', ClockRule.Wrong(clocks).Keys.Order()));

        // Whoever looks: only differences count.
        var elsewhere = clocks.ConvertAll(clock => clock with { Offset = clock.Offset + TimeSpan.FromMinutes(1) });
        Assert.Equal(wrong, string.Join(' ', ClockRule.Wrong(elsewhere).Keys.Order()));
    }
}
