using JobScheduler.Grains.Core.Cron;
using Xunit;

namespace JobScheduler.Tests.Core.Cron;

/// <summary>Expressions and the times that they name, in UTC.</summary>
public sealed class CronExpressionTests
{
    [Theory]
    // Fields, lists, ranges, steps, names.
    [InlineData("15 10 * * *", "2025-03-10T00:00Z", "2025-03-10T10:15 2025-03-11T10:15")]
    [InlineData("\t 15  10\t* * * ", "2025-03-10T00:00Z", "2025-03-10T10:15")]
    [InlineData("05 08 * jan Mon", "2025-01-01T00:00Z", "2025-01-06T08:05 2025-01-13T08:05")]
    [InlineData("5-59/15 9 * * *", "2025-03-10T00:00Z", "2025-03-10T09:05 2025-03-10T09:20 2025-03-10T09:35 2025-03-10T09:50 2025-03-11T09:05")]
    [InlineData("5/20 9 * * *", "2025-03-10T00:00Z", "2025-03-10T09:05 2025-03-10T09:25 2025-03-10T09:45 2025-03-11T09:05")]
    [InlineData("30 15 10 * * *", "2025-03-10T10:15:30Z", "2025-03-11T10:15:30")]
    [InlineData("0 0 22-2/2 * * *", "2025-03-10T21:00Z", "2025-03-10T22:00 2025-03-11T00:00 2025-03-11T02:00 2025-03-11T22:00")]
    [InlineData("0 0 30-2 * *", "2025-02-27T00:00Z", "2025-03-01T00:00 2025-03-02T00:00 2025-03-30T00:00")]
    [InlineData("0 0 1 NOV-FEB *", "2025-03-01T00:00Z", "2025-11-01T00:00 2025-12-01T00:00 2026-01-01T00:00 2026-02-01T00:00 2026-11-01T00:00")]
    [InlineData("0 0 0 1 1 * 2026/4", "2024-01-01T00:00Z", "2026-01-01T00:00 2030-01-01T00:00")]
    [InlineData("0 0 0 1 1 * 1970-2199/2", "2024-01-01T00:00Z", "2026-01-01T00:00 2028-01-01T00:00")]
    [InlineData("0 0 29 2 *", "2096-03-01T00:00Z", "2104-02-29T00:00")]
    // Days of the week; 10 March 2025 is a Monday.
    [InlineData("0 0 * * 0", "2025-03-10T00:00Z", "2025-03-16T00:00")]
    [InlineData("0 0 * * 7", "2025-03-10T00:00Z", "2025-03-16T00:00")]
    [InlineData("0 0 * * SUN", "2025-03-10T00:00Z", "2025-03-16T00:00")]
    [InlineData("0 0 * * FRI-MON", "2025-03-10T00:00Z", "2025-03-14T00:00 2025-03-15T00:00 2025-03-16T00:00 2025-03-17T00:00 2025-03-21T00:00")]
    [InlineData("0 0 * * SAT-SUN", "2025-03-10T00:00Z", "2025-03-15T00:00 2025-03-16T00:00 2025-03-22T00:00")]
    [InlineData("0 0 * * 5-7", "2025-03-10T00:00Z", "2025-03-14T00:00 2025-03-15T00:00 2025-03-16T00:00 2025-03-21T00:00")]
    [InlineData("0 0 * * 7-1", "2025-03-10T00:00Z", "2025-03-16T00:00 2025-03-17T00:00 2025-03-23T00:00")]
    [InlineData("0 0 * * MON/2", "2025-03-10T00:00Z", "2025-03-12T00:00 2025-03-14T00:00 2025-03-16T00:00 2025-03-17T00:00")]
    [InlineData("0 0 * * FRI#L", "2025-02-01T00:00Z", "2025-02-28T00:00 2025-03-28T00:00")]
    [InlineData("0 0 * * 5L", "2025-02-01T00:00Z", "2025-02-28T00:00 2025-03-28T00:00")]
    [InlineData("0 0 * * TUE#3", "2025-06-01T00:00Z", "2025-06-17T00:00 2025-07-15T00:00")]
    [InlineData("0 0 * * 0#5", "2025-01-01T00:00Z", "2025-03-30T00:00 2025-06-29T00:00")]
    [InlineData("0 0 * * MON#1,THU#3", "2025-03-01T00:00Z", "2025-03-03T00:00 2025-03-20T00:00 2025-04-07T00:00")]
    // Days of the month.
    [InlineData("0 0 L * *", "2024-02-01T00:00Z", "2024-02-29T00:00 2024-03-31T00:00")]
    [InlineData("0 0 15,l * *", "2025-02-01T00:00Z", "2025-02-15T00:00 2025-02-28T00:00 2025-03-15T00:00")]
    [InlineData("0 0 L-2 * *", "2025-02-01T00:00Z", "2025-02-26T00:00 2025-03-29T00:00")]
    [InlineData("0 0 L-30 * *", "2025-02-01T00:00Z", "2025-03-01T00:00 2025-05-01T00:00")]
    [InlineData("0 0 LW * *", "2025-05-01T00:00Z", "2025-05-30T00:00 2025-06-30T00:00 2025-07-31T00:00 2025-08-29T00:00")]
    [InlineData("0 0 L-1W * *", "2025-05-01T00:00Z", "2025-05-30T00:00 2025-06-30T00:00 2025-07-30T00:00")]
    [InlineData("0 12 15W * *", "2025-06-01T00:00Z", "2025-06-16T12:00 2025-07-15T12:00 2025-08-15T12:00")]
    [InlineData("0 12 1w * *", "2025-02-01T00:00Z", "2025-02-03T12:00 2025-03-03T12:00 2025-04-01T12:00")]
    [InlineData("0 12 31W * *", "2025-08-01T00:00Z", "2025-08-29T12:00 2025-10-31T12:00")]
    // Both day fields; 1 September 2025 is a Monday.
    [InlineData("0 12 1 * MON", "2025-09-24T00:00Z", "2025-09-29T12:00 2025-10-01T12:00 2025-10-06T12:00")]
    [InlineData("0 12 1 * +MON", "2025-08-01T00:00Z", "2025-09-01T12:00 2025-12-01T12:00 2026-06-01T12:00")]
    [InlineData("0 12 * * MON", "2025-10-01T00:00Z", "2025-10-06T12:00 2025-10-13T12:00")]
    [InlineData("0 12 ? * MON", "2025-10-01T00:00Z", "2025-10-06T12:00 2025-10-13T12:00")]
    [InlineData("0 12 13 * ?", "2025-10-01T00:00Z", "2025-10-13T12:00 2025-11-13T12:00")]
    [InlineData("0 12 1-31 * MON", "2025-10-06T00:00Z", "2025-10-06T12:00 2025-10-07T12:00")]
    [InlineData("0 12 */2 * MON", "2025-10-05T12:00Z", "2025-10-06T12:00 2025-10-07T12:00 2025-10-09T12:00")]
    [InlineData("0 12 */2 * +MON", "2025-10-05T12:00Z", "2025-10-13T12:00 2025-10-27T12:00")]
    [InlineData("0 12 13 * +*", "2025-10-05T12:00Z", "2025-10-13T12:00 2025-11-13T12:00")]
    // Nicknames.
    [InlineData("@yearly", "2025-10-05T12:00Z", "2026-01-01T00:00 2027-01-01T00:00")]
    [InlineData("@annually", "2025-10-05T12:00Z", "2026-01-01T00:00")]
    [InlineData(" @monthly ", "2025-10-05T12:00Z", "2025-11-01T00:00")]
    [InlineData("@weekly", "2025-10-06T12:00Z", "2025-10-12T00:00")]
    [InlineData("@daily", "2025-10-06T12:00Z", "2025-10-07T00:00")]
    [InlineData("@midnight", "2025-10-06T12:00Z", "2025-10-07T00:00")]
    [InlineData("@hourly", "2025-10-06T12:00Z", "2025-10-06T13:00")]
    public void Next_InUtc_FiresAtTheNamedTimes(string cron, string after, string expected) =>
        Assert.Equal(expected.Split(' ').Select(e => e + "+00:00"), CronTimes.Next(cron, "UTC", after, expected.Split(' ').Length));

    [Theory]
    [InlineData("0 0 0 31 12 * 2199", "1970-01-01T00:00Z", "2199-12-31T00:00")]
    [InlineData("59 59 23 31 12 *", "2199-01-01T00:00Z", "2199-12-31T23:59:59")]
    [InlineData("0 0 0 1 1 * 1970", "1900-01-01T00:00Z", "1970-01-01T00:00")]
    public void Next_AtTheEdgesOfTheYears_EndsWithNull(string cron, string after, string expected)
    {
        var times = CronTimes.Occurrences(CronTimes.Recurrence(cron), CronTimes.Ms(after), 2);
        Assert.Equal([CronTimes.Ms(expected)], times);
    }

    [Theory]
    [InlineData(long.MinValue, 0L)]
    [InlineData(-1L, 0L)]
    [InlineData(0L, 1000L)]
    [InlineData(999L, 1000L)]
    [InlineData(1000L, 2000L)]
    [InlineData(long.MaxValue, null)]
    public void Next_EverySecond_IsTheNextWholeSecond(long after, long? expected) =>
        Assert.Equal(expected, CronTimes.Recurrence("* * * * * *").Next(after));

    [Theory]
    [InlineData("@every 90s", 0, 90_000)]
    [InlineData("@every 1h30m", 0, 5_400_000)]
    [InlineData("@every 1d", 86_400_000, 172_800_000)]
    [InlineData("@every 1500ms", 1_499, 1_500)]
    [InlineData("@every 30m1h", 1, 5_400_000)]
    [InlineData("  @every   10s ", 9_999, 10_000)]
    [InlineData("@every 3650d", 1, 315_360_000_000)]
    [InlineData("@every 10s", -5, 0)]
    public void Next_EveryDuration_CountsFromTheEpoch(string cron, long after, long expected) =>
        Assert.Equal(expected, CronTimes.Recurrence(cron, "Europe/Berlin").Next(after));

    [Theory]
    [InlineData(3_000, 0, 3_000)]
    [InlineData(3_000, 3_000, 13_000)]
    [InlineData(13_000, 3_000, 13_000)]
    [InlineData(-7_000, 0, 3_000)]
    [InlineData(3_000, 12_999, 13_000)]
    public void Next_EveryDurationWithPhase_IsMovedByIt(long phase, long after, long expected) =>
        Assert.Equal(expected, CronExpression.Parse("@every 10s").In(CronZone.Utc, phase).Next(after));

    [Fact]
    public void CountBetween_Span_CountsFromInclusiveToExclusive()
    {
        var hourly = CronTimes.Recurrence("@hourly");
        Assert.Equal(24, hourly.CountBetween(CronTimes.Ms("2027-01-01"), CronTimes.Ms("2027-01-02"), 1000));
        Assert.Equal(10, hourly.CountBetween(CronTimes.Ms("2027-01-01"), CronTimes.Ms("2027-01-02"), 10));
        Assert.Equal(0, hourly.CountBetween(CronTimes.Ms("2027-01-01"), CronTimes.Ms("2027-01-01"), 10));
        Assert.Equal(1, hourly.CountBetween(CronTimes.Ms("2027-01-01"), CronTimes.Ms("2027-01-01T00:00:00.001Z"), 10));
    }

    [Fact]
    public void Next_AnyExpression_AllocatesNothing()
    {
        string[] crons = ["*/5 * * * *", "30 2 * * *", "0 0 L * FRI#3", "0 0 29 2 *", "15 10 0 L-2W 3,10 ? 1990-2190/2", "@every 90s"];
        var recurrences = crons.Select(c => CronTimes.Recurrence(c, "Europe/Berlin")).ToArray();
        Walk(recurrences);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Walk(recurrences);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Walk(Recurrence[] recurrences)
    {
        foreach (var recurrence in recurrences)
        {
            for (long? at = 0, i = 0; at is { } after && i < 500; i++)
            {
                at = recurrence.Next(after);
            }
        }
    }
}
