using System.Globalization;
using System.Text;
using Xunit;

namespace JobScheduler.Tests.Core.Cron;

/// <summary>H: stable, inside its range, and spread.</summary>
public sealed class CronHashTests
{
    [Theory]
    [InlineData("H H * * *", "nightly")]
    [InlineData("H H(0-5) H * *", "nightly")]
    [InlineData("H H H H H H", "")]
    public void Parse_SameId_MeansTheSameTimes(string cron, string id)
    {
        var first = CronTimes.Occurrences(CronTimes.Recurrence(cron, id: id), 0, 20);
        Assert.Equal(first, CronTimes.Occurrences(CronTimes.Recurrence(cron.ToLowerInvariant(), id: id), 0, 20));
    }

    /// <summary>The documented algorithm once more; if this fails, schedules would move with an update.</summary>
    [Fact]
    public void Parse_DocumentedHash_GivesTheDocumentedMinute()
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var octet in Encoding.ASCII.GetBytes("nightly/minute"))
        {
            hash = (hash ^ octet) * 1_099_511_628_211;
        }

        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        hash ^= hash >> 33;
        var next = Minute("H * * * *", "nightly");
        Assert.Equal((int)(hash % 60), next);
        Assert.Equal(14, next);
    }

    [Theory]
    [InlineData("H * * * *", 0, 59, 1)]
    [InlineData("H(0-29) * * * *", 0, 29, 1)]
    [InlineData("H(50-9) * * * *", 0, 59, 1)]
    [InlineData("H/15 * * * *", 0, 14, 4)]
    [InlineData("H/20 * * * *", 0, 19, 3)]
    [InlineData("H(0-29)/10 * * * *", 0, 9, 3)]
    public void Parse_HashedMinutes_BeginInTheirRangeAndStep(string cron, int min, int max, int perHour)
    {
        for (var id = 0; id < 200; id++)
        {
            var recurrence = CronTimes.Recurrence(cron, id: id.ToString(CultureInfo.InvariantCulture));
            Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds(recurrence.Next(-1)!.Value).Minute, min, max);
            Assert.Equal(perHour, recurrence.CountBetween(0, 3_600_000, 60));
        }
    }

    [Fact]
    public void Parse_ManyIds_SpreadOverAllMinutes()
    {
        var counts = new int[60];
        for (var id = 0; id < 6000; id++)
        {
            counts[Minute("H * * * *", $"schedule-{id}")]++;
        }

        Assert.All(counts, c => Assert.InRange(c, 50, 160));
    }

    [Fact]
    public void Parse_HashedDay_FiresEveryMonth()
    {
        for (var id = 0; id < 100; id++)
        {
            var times = CronTimes.Occurrences(CronTimes.Recurrence("0 0 H * *", id: $"{id}"), CronTimes.Ms("2027-01-01") - 1, 12);
            Assert.Equal(Enumerable.Range(1, 12), times.Select(t => DateTimeOffset.FromUnixTimeMilliseconds(t).Month));
            Assert.All(times, t => Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds(t).Day, 1, 28));
        }
    }

    [Theory]
    [InlineData("0 0 * * H(MON-FRI)")]
    [InlineData("0 0 * H H(1-5)")]
    [InlineData("0 0 ? H(3-9) H(MON-FRI)")]
    public void Parse_HashedWeekday_IsOneOfTheRange(string cron)
    {
        for (var id = 0; id < 50; id++)
        {
            var times = CronTimes.Occurrences(CronTimes.Recurrence(cron, id: $"{id}"), 0, 5);
            var day = Assert.Single(times.Select(t => DateTimeOffset.FromUnixTimeMilliseconds(t).DayOfWeek).Distinct());
            Assert.InRange(day, DayOfWeek.Monday, DayOfWeek.Friday);
        }
    }

    private static int Minute(string cron, string id) =>
        DateTimeOffset.FromUnixTimeMilliseconds(CronTimes.Recurrence(cron, id: id).Next(-1)!.Value).Minute;
}
