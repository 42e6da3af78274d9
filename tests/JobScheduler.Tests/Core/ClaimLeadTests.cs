using JobScheduler.Grains.Node;
using JobScheduler.Tests.Simulation;
using Xunit;

namespace JobScheduler.Tests.Core;

/// <summary>How early jobs are claimed, on a virtual clock.</summary>
public sealed class ClaimLeadTests
{
    private readonly VirtualTimeProvider _clock = new();

    [Theory]
    [InlineData(0, 5)]
    [InlineData(2, 5)]
    [InlineData(4, 8)]
    [InlineData(20, 40)]
    [InlineData(26, 50)]
    [InlineData(60_000, 50)]
    public void Ms_AfterACommit_IsTwiceItsTimeWithinBounds(int tookMs, long lead)
    {
        var claims = new ClaimLead(_clock);
        claims.Committed(TimeSpan.FromMilliseconds(tookMs));
        claims.Committed(TimeSpan.FromMilliseconds(tookMs / 2));
        Assert.Equal(lead, claims.Ms);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ms_SlowCommit_CountsForTenSecondsAndIsForgottenAfterTwenty(bool asked)
    {
        var claims = new ClaimLead(_clock);
        _clock.Advance(ClaimLead.Remembered - TimeSpan.FromMilliseconds(1));
        claims.Committed(TimeSpan.FromMilliseconds(10));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        claims.Committed(TimeSpan.FromMilliseconds(1));
        _clock.Advance(ClaimLead.Remembered - TimeSpan.FromMilliseconds(1));
        if (asked)
            Assert.Equal(20, claims.Ms);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(5, claims.Ms);
    }

    [Fact]
    public void Ms_NothingForLong_IsTheLeast()
    {
        var claims = new ClaimLead(_clock);
        claims.Committed(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(5, claims.Ms);
    }
}
