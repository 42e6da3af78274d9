using System.Globalization;
using Xunit;

namespace JobScheduler.Tests.Core.Cron;

/// <summary>
/// Random expressions against <see cref="NaiveCron"/>. The environment variable JOBSCHEDULER_CRON_CASES says how many cases each
/// property tries; a failure names its seed.
/// </summary>
public sealed class CronPropertyTests
{
    private static readonly string[] Zones =
    [
        "UTC", "Europe/Berlin", "Europe/London", "Europe/Dublin", "America/New_York", "America/Santiago", "America/St_Johns", "America/Havana",
        "America/Boa_Vista", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Apia", "Pacific/Kwajalein", "Asia/Beirut", "Asia/Gaza",
        "Asia/Pyongyang", "Asia/Kolkata", "Asia/Tehran", "Africa/Casablanca", "Africa/Cairo", "Antarctica/Troll", "Antarctica/Casey", "Atlantic/Azores",
    ];

    private static readonly string[] Misplaced = ["America/Santiago", "Africa/Cairo", "Asia/Gaza"];

    private static int Cases(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("JOBSCHEDULER_CRON_CASES"), CultureInfo.InvariantCulture, out var cases) ? cases : usual;

    [Fact]
    public void Next_EveryMinuteScanned_FindsTheSame() => Scan(Cases(250), withSeconds: false, TimeSpan.FromDays(3));

    [Fact]
    public void Next_EverySecondScanned_FindsTheSame() => Scan(Cases(30), withSeconds: true, TimeSpan.FromHours(10));

    [Fact]
    public void Next_EveryDayFrom1970To2199_FindsTheSame()
    {
        for (var seed = 0; seed < Cases(15); seed++)
        {
            var cron = new RandomCron(seed).NextDates();
            var naive = new NaiveCron(cron);
            var recurrence = CronTimes.Recurrence(cron);
            long? next = recurrence.Next(-1);
            for (var day = DateTime.UnixEpoch; day.Year < 2200; day = day.AddDays(1))
            {
                if (naive.MatchesDay(day))
                {
                    var ms = new DateTimeOffset(day).ToUnixTimeMilliseconds();
                    Assert.True(next == ms, $"seed {seed}: {cron}: {next} instead of {day:o}");
                    next = recurrence.Next(ms);
                }
            }

            Assert.True(next is null, $"seed {seed}: {cron}: {next} instead of nothing");
        }
    }

    private static void Scan(int cases, bool withSeconds, TimeSpan span)
    {
        for (var seed = 0; seed < cases; seed++)
        {
            var random = new RandomCron(seed);
            var cron = random.Next(withSeconds);
            var id = Zones[random.Below(Zones.Length)];
            var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
            var from = Start(random, zone, span);
            var naive = new NaiveCron(cron);

            // A day more before, as what the clock has shown already counts; and a time in the middle of things after.
            var fires = naive.Fires(zone, from - TimeSpan.FromDays(withSeconds ? 0.2 : 1), from + span).Where(f => f >= from).ToArray();
            var recurrence = CronTimes.Recurrence(cron, id);
            var next = recurrence.Next(Ms(from) - 1);
            foreach (var fire in fires)
            {
                Assert.True(next == Ms(fire), $"seed {seed}: {cron} in {id} from {from:o}: {Iso(next)} instead of {fire:o}");
                next = recurrence.Next(Ms(fire));
            }

            Assert.True(next is null || next >= Ms(from + span), $"seed {seed}: {cron} in {id} from {from:o}: {Iso(next)} instead of nothing before {from + span:o}");
        }
    }

    /// <summary>Any time, but two in three shortly before a change of the clock.</summary>
    private static DateTime Start(RandomCron random, TimeZoneInfo zone, TimeSpan span)
    {
        // After 2037 TimeZoneInfo has some zones' changes on wrong days, and is no judge of them.
        var days = Misplaced.Contains(zone.Id) ? 24_000 : 83_900;
        var day = DateTime.UnixEpoch.AddDays(2 + random.Below(days));
        if (random.Below(3) > 0)
        {
            for (var i = 0; i < 500 && day.Year < (days == 83_900 ? 2199 : 2037); i++)
            {
                if (zone.GetUtcOffset(day) != zone.GetUtcOffset(day.AddDays(1)))
                {
                    return Exact(zone, day) - (span / 2) + TimeSpan.FromMinutes(random.Below(60));
                }

                day = day.AddDays(1);
            }
        }

        return day.AddMinutes(random.Below(1440));
    }

    private static DateTime Exact(TimeZoneInfo zone, DateTime day)
    {
        var before = zone.GetUtcOffset(day);
        while (zone.GetUtcOffset(day) == before)
        {
            day = day.AddMinutes(1);
        }

        return day;
    }

    private static long Ms(DateTime utc) => new DateTimeOffset(utc).ToUnixTimeMilliseconds();

    private static string Iso(long? ms) => ms is { } m ? DateTimeOffset.FromUnixTimeMilliseconds(m).ToString("o", CultureInfo.InvariantCulture) : "null";
}
