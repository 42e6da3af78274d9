using JobScheduler.Grains.Core.Cron;
using Xunit;

namespace JobScheduler.Tests.Core.Cron;

/// <summary>What a person reads: descriptions and notes.</summary>
public sealed class CronDescriptionTests
{
    [Theory]
    [InlineData("30 2 * * *", "At 02:30")]
    [InlineData("0 0 L * *", "At 00:00 on the last day of the month")]
    [InlineData("15 30 2 * * *", "At 02:30:15")]
    [InlineData("30 0,6,12,18 * * *", "At 00:30, 06:30, 12:30 and 18:30")]
    [InlineData("* * * * *", "Every minute")]
    [InlineData("*/15 * * * *", "Every 15 minutes")]
    [InlineData("0,15,30,45 0-23 * * *", "Every 15 minutes")]
    [InlineData("15 * * * *", "At minute 15 of every hour")]
    [InlineData("*/7 * * * *", "At minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56 of every hour")]
    [InlineData("@hourly", "Every hour")]
    [InlineData("0 */2 * * *", "Every 2 hours")]
    [InlineData("0 9-17 * * MON-FRI", "Every hour from 09:00 to 17:00 on Monday to Friday")]
    [InlineData("*/15 9-17 * * 1-5", "Every 15 minutes from 09:00 to 17:59 on Monday to Friday")]
    [InlineData("5,20 8-12,20 * * *", "At minutes 5 and 20 of the hours 8 to 12 and 20")]
    [InlineData("* * * * * *", "Every second")]
    [InlineData("*/10 * * * * *", "Every 10 seconds")]
    [InlineData("5 * * * * *", "At second 5 of every minute")]
    [InlineData("0 12 15W * *", "At 12:00 on the day from Monday to Friday nearest to day 15 of the month")]
    [InlineData("0 12 LW * *", "At 12:00 on the last day of the month from Monday to Friday")]
    [InlineData("0 12 L-2 * *", "At 12:00 on the 2nd day before the last day of the month")]
    [InlineData("0 12 1 * MON", "At 12:00 on day 1 of the month or on Monday")]
    [InlineData("0 12 1 * +MON", "At 12:00 on day 1 of the month if that is Monday")]
    [InlineData("0 12 * * SAT,SUN", "At 12:00 on Saturday and Sunday")]
    [InlineData("0 12 * * 5#3,1L", "At 12:00 on the 3rd Friday of the month and the last Monday of the month")]
    [InlineData("0 0 1,15 3 FRI#L", "At 00:00 on days 1 and 15 of March or on the last Friday of March")]
    [InlineData("0 0 1 1,3,6-8 *", "At 00:00 on day 1 of the month in January, March and June to August")]
    [InlineData("@yearly", "At 00:00 on day 1 of January")]
    [InlineData("0 8 * 5 MON", "At 08:00 on Monday in May")]
    [InlineData("0 0 0 1 1 * 2027", "At 00:00 on day 1 of January in 2027")]
    [InlineData("0 0 0 1 1 * 2026/2", "At 00:00 on day 1 of January in every 2nd year from 2026 to 2198")]
    [InlineData("0 0 0 1 1 * 2030-2040", "At 00:00 on day 1 of January in 2030 to 2040")]
    [InlineData("0 0 0 1 1 * 2030,2031,2035", "At 00:00 on day 1 of January in 2030, 2031 and 2035")]
    [InlineData("0 0 0 1 1 * */2,*/3", "At 00:00 on day 1 of January in 1970, 1972, 1973, 1974, 1976 and 148 later years")]
    [InlineData("@every 90s", "Every 1 minute 30 seconds")]
    public void Describe_Expression_SaysTheSet(string cron, string expected) => Assert.Equal(expected, CronExpression.Parse(cron).Describe());

    [Fact]
    public void Describe_Recurrence_AddsTheZoneWhereItMatters()
    {
        Assert.Equal("At 02:30 on the last day of the month, Europe/Berlin", CronTimes.Recurrence("30 2 L * *", "Europe/Berlin").Describe());
        Assert.Equal("Every 1 hour", CronTimes.Recurrence("@every 1h", "Europe/Berlin").Describe());
    }

    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-03-27T00:00Z", 3, "02:30 does not exist on 2027-03-28; it fires at 03:00")]
    [InlineData("*/10 2 * * *", "Europe/Berlin", "2027-03-27T00:00Z", 9, "The times on 2027-03-28 from 02:00 to before 03:00 do not exist; they fire once, at 03:00")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-10-30T00:00Z", 3, "02:30 happens twice on 2027-10-31; it fires the first time only")]
    [InlineData("15 * * * *", "Europe/Berlin", "2027-03-27T12:00Z", 24, "02:15 does not exist on 2027-03-28; it does not fire")]
    [InlineData("* * * * *", "Europe/Berlin", "2027-03-28T00:30Z", 60, "The times on 2027-03-28 from 02:00 to before 03:00 do not exist; they do not fire")]
    [InlineData("15 * * * *", "Europe/Berlin", "2027-10-30T12:00Z", 24, "02:15 happens twice on 2027-10-31; it fires both times")]
    [InlineData("0 12 * * *", "Pacific/Apia", "2011-12-28T00:00Z", 5, "12:00 does not exist on 2011-12-30; it fires at 00:00 on 2011-12-31")]
    [InlineData("30 23 * * *", "America/Santiago", "2027-04-03T00:00Z", 3, "23:30 happens twice on 2027-04-03; it fires the first time only")]
    [InlineData("0 5 * * *", "Europe/Berlin", "2027-03-27T00:00Z", 400, "")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-03-29T00:00Z", 30, "")]
    [InlineData("0 0 29 2 *", "Europe/Berlin", "2027-03-29T00:00Z", 30, "")]
    [InlineData("@every 1h", "Europe/Berlin", "2027-03-27T00:00Z", 100, "")]
    public void Notes_ListedOccurrences_SayWhatTheClockDid(string cron, string zone, string after, int count, string expected)
    {
        var recurrence = CronTimes.Recurrence(cron, zone);
        Assert.Equal(expected, string.Join('|', recurrence.Notes(CronTimes.Occurrences(recurrence, CronTimes.Ms(after), count))));
    }

    [Fact]
    public void Notes_NoOccurrences_AreNone() => Assert.Empty(CronTimes.Recurrence("0 0 * * *", "Europe/Berlin").Notes([]));
}
