using Xunit;

namespace JobScheduler.Tests.Core.Cron;

public sealed class CronZoneTests
{
    [Theory]
    [InlineData("UTC")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Boa_Vista")]
    [InlineData("Africa/Casablanca")]
    [InlineData("Pacific/Apia")]
    public void OffsetAt_EveryFewDays_IsTheSystems(string id)
    {
        var zone = CronTimes.Zone(id);
        var system = TimeZoneInfo.FindSystemTimeZoneById(id);
        for (var utc = DateTime.UnixEpoch; utc.Year < 2200; utc = utc.AddHours(55))
        {
            Assert.Equal(system.GetUtcOffset(utc), zone.OffsetAt(new DateTimeOffset(utc).ToUnixTimeMilliseconds()));
        }
    }

    [Fact]
    public void OffsetAt_FarFromTheYears_HoldsTheFirstAndTheLast()
    {
        var berlin = CronTimes.Zone("Europe/Berlin");
        Assert.Equal(TimeSpan.FromHours(1), berlin.OffsetAt(long.MinValue));
        Assert.Equal(TimeSpan.FromHours(1), berlin.OffsetAt(long.MaxValue));
    }

    [Fact]
    public void TryGet_SameZone_IsFoundOnce()
    {
        Assert.Same(CronTimes.Zone("Europe/Paris"), CronTimes.Zone("Europe/Paris"));
        Assert.Equal("Europe/Paris", CronTimes.Zone("Europe/Paris").Id);
    }
}
