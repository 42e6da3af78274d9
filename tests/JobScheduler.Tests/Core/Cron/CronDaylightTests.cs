using Xunit;

namespace JobScheduler.Tests.Core.Cron;

/// <summary>The one rule for changes of the clock, in zones that change it in odd ways.</summary>
public sealed class CronDaylightTests
{
    [Theory]
    // Berlin 2027: 02:00 -> 03:00 on 28 March, 03:00 -> 02:00 on 31 October.
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-03-27T02:00Z", "2027-03-28T03:00+02:00 2027-03-29T02:30+02:00")]
    [InlineData("*/10 2 * * *", "Europe/Berlin", "2027-03-27T02:00Z", "2027-03-28T03:00+02:00 2027-03-29T02:00+02:00")]
    [InlineData("30 2,3 * * *", "Europe/Berlin", "2027-03-27T03:00Z", "2027-03-28T03:00+02:00 2027-03-28T03:30+02:00")]
    [InlineData("0,30 2,3 * * *", "Europe/Berlin", "2027-03-27T03:00Z", "2027-03-28T03:00+02:00 2027-03-28T03:30+02:00 2027-03-29T02:00+02:00")]
    [InlineData("15 * * * *", "Europe/Berlin", "2027-03-28T00:00Z", "2027-03-28T01:15+01:00 2027-03-28T03:15+02:00 2027-03-28T04:15+02:00")]
    [InlineData("15 0-23 * * *", "Europe/Berlin", "2027-03-28T00:00Z", "2027-03-28T01:15+01:00 2027-03-28T03:15+02:00")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-10-30T12:00Z", "2027-10-31T02:30+02:00 2027-11-01T02:30+01:00")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-10-31T00:45Z", "2027-11-01T02:30+01:00")]
    [InlineData("30 * * * *", "Europe/Berlin", "2027-10-31T00:00Z", "2027-10-31T02:30+02:00 2027-10-31T02:30+01:00 2027-10-31T03:30+01:00")]
    [InlineData("0 2,3 * * *", "Europe/Berlin", "2027-10-30T12:00Z", "2027-10-31T02:00+02:00 2027-10-31T03:00+01:00")]
    [InlineData("30 2 * * SUN#L", "Europe/Berlin", "2027-02-28T12:00Z", "2027-03-28T03:00+02:00 2027-04-25T02:30+02:00")]
    [InlineData("59 59 2 28 3 *", "Europe/Berlin", "2027-01-01T00:00Z", "2027-03-28T03:00+02:00 2028-03-28T02:59:59+02:00")]
    // New York 2027: 14 March and 7 November.
    [InlineData("30 2 * * *", "America/New_York", "2027-03-14T00:00Z", "2027-03-14T03:00-04:00 2027-03-15T02:30-04:00")]
    [InlineData("30 1 * * *", "America/New_York", "2027-11-07T00:00Z", "2027-11-07T01:30-04:00 2027-11-08T01:30-05:00")]
    [InlineData("*/30 * * * *", "America/New_York", "2027-11-07T05:00Z", "2027-11-07T01:30-04:00 2027-11-07T01:00-05:00 2027-11-07T01:30-05:00 2027-11-07T02:00-05:00")]
    // Southern: Sydney 2027 goes back on 4 April and forward on 3 October.
    [InlineData("30 2 * * *", "Australia/Sydney", "2027-10-02T00:00Z", "2027-10-03T03:00+11:00 2027-10-04T02:30+11:00")]
    [InlineData("30 2 * * *", "Australia/Sydney", "2027-04-03T00:00Z", "2027-04-04T02:30+11:00 2027-04-05T02:30+10:00")]
    // Lord Howe: half an hour. 2027: back at 02:00 on 4 April, forward at 02:00 on 3 October.
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2027-10-02T00:00Z", "2027-10-03T02:30+11:00 2027-10-04T02:15+11:00")]
    [InlineData("*/10 2 * * *", "Australia/Lord_Howe", "2027-10-02T12:00Z", "2027-10-03T02:30+11:00 2027-10-03T02:40+11:00 2027-10-03T02:50+11:00 2027-10-04T02:00+11:00")]
    [InlineData("45 1 * * *", "Australia/Lord_Howe", "2027-04-03T00:00Z", "2027-04-04T01:45+11:00 2027-04-05T01:45+10:30")]
    [InlineData("45 * * * *", "Australia/Lord_Howe", "2027-04-03T14:00Z", "2027-04-04T01:45+11:00 2027-04-04T01:45+10:30 2027-04-04T02:45+10:30")]
    // Samoa had no 30 December 2011.
    [InlineData("0 12 * * *", "Pacific/Apia", "2011-12-29T00:00Z", "2011-12-29T12:00-10:00 2011-12-31T00:00+14:00 2011-12-31T12:00+14:00")]
    [InlineData("0 12 30 12 *", "Pacific/Apia", "2011-01-01T00:00Z", "2011-12-31T00:00+14:00 2012-12-30T12:00+14:00")]
    [InlineData("0 12 * * FRI", "Pacific/Apia", "2011-12-29T00:00Z", "2011-12-31T00:00+14:00 2012-01-06T12:00+14:00")]
    [InlineData("0 * 30 12 *", "Pacific/Apia", "2011-01-01T00:00Z", "2012-12-30T00:00+14:00")]
    // Midnight does not exist: Beirut on 28 March 2027, Santiago on 5 September 2027.
    [InlineData("0 0 * * *", "Asia/Beirut", "2027-03-27T12:00Z", "2027-03-28T01:00+03:00 2027-03-29T00:00+03:00")]
    [InlineData("30 0 * * *", "America/Santiago", "2027-09-04T12:00Z", "2027-09-05T01:00-03:00 2027-09-06T00:30-03:00")]
    [InlineData("30 23 * * *", "America/Santiago", "2027-04-03T12:00Z", "2027-04-03T23:30-03:00 2027-04-04T23:30-04:00")]
    [InlineData("30 * 3 4 *", "America/Santiago", "2027-04-04T01:30Z", "2027-04-03T23:30-03:00 2027-04-03T23:30-04:00 2028-04-03T00:30-04:00")]
    // Pyongyang changed its base offset: 30 minutes back in 2015, 30 minutes forward on 2018-05-04 at 23:30.
    [InlineData("45 23 * * *", "Asia/Pyongyang", "2018-05-04T00:00Z", "2018-05-05T00:00+09:00 2018-05-05T23:45+09:00")]
    [InlineData("45 23 * * *", "Asia/Pyongyang", "2015-08-14T00:00Z", "2015-08-14T23:45+09:00 2015-08-15T23:45+08:30")]
    // After 2037 TimeZoneInfo has these changes a day or two off; the times here are those of the time zone database.
    [InlineData("30 0 * * *", "America/Santiago", "2050-09-03T12:00Z", "2050-09-04T01:00-03:00 2050-09-05T00:30-03:00")]
    [InlineData("30 23 * * *", "America/Santiago", "2038-04-02T12:00Z", "2038-04-02T23:30-03:00 2038-04-03T23:30-03:00 2038-04-04T23:30-04:00")]
    [InlineData("30 2 * * *", "Asia/Jerusalem", "2040-03-22T12:00Z", "2040-03-23T03:00+03:00 2040-03-24T02:30+03:00")]
    [InlineData("30 23 * * *", "Africa/Cairo", "2040-10-24T12:00Z", "2040-10-24T23:30+03:00 2040-10-25T23:30+03:00 2040-10-26T23:30+02:00")]
    [InlineData("30 23 * * *", "America/Nuuk", "2038-03-27T12:00Z", "2038-03-28T00:00-01:00 2038-03-28T23:30-01:00")]
    // Troll: two hours. Casablanca: an hour back for Ramadan.
    [InlineData("30 1,2 * * *", "Antarctica/Troll", "2027-03-27T12:00Z", "2027-03-28T03:00+02:00 2027-03-29T01:30+02:00")]
    [InlineData("30 2 * * *", "Africa/Casablanca", "2027-02-06T12:00Z", "2027-02-07T02:30+01:00 2027-02-08T02:30+00:00")]
    [InlineData("30 2 * * *", "Africa/Casablanca", "2027-03-13T12:00Z", "2027-03-14T03:00+01:00 2027-03-15T02:30+01:00")]
    public void Next_AcrossAChangeOfTheClock_FollowsTheRule(string cron, string zone, string after, string expected) =>
        Assert.Equal(expected.Split(' '), CronTimes.Next(cron, zone, after, expected.Split(' ').Length));

    [Theory]
    [InlineData("2027-03-28T00:59:59.999Z", "2027-03-28T03:00+02:00")]
    [InlineData("2027-03-28T01:00:00.000Z", "2027-03-29T02:30+02:00")]
    public void Next_AroundAMovedFire_IsStrictlyAfter(string after, string expected) =>
        Assert.Equal([expected], CronTimes.Next("30 2 * * *", "Europe/Berlin", after, 1));
}
