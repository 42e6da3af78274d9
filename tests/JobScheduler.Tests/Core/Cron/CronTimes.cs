using System.Globalization;
using JobScheduler.Grains.Core.Cron;
using Xunit;

namespace JobScheduler.Tests.Core.Cron;

/// <summary>Recurrences and times as the tests write them.</summary>
internal static class CronTimes
{
    public static CronZone Zone(string id)
    {
        Assert.True(CronZone.TryGet(id, out var zone, out var error), error);
        return zone;
    }

    public static Recurrence Recurrence(string cron, string zone = "UTC", string id = "") => CronExpression.Parse(cron, id).In(Zone(zone));

    /// <summary>The next occurrences after a UTC time, as local times with their offsets: <c>2027-03-28T03:00+02:00</c>.</summary>
    public static string[] Next(string cron, string zone, string afterUtc, int count)
    {
        var recurrence = Recurrence(cron, zone);
        return [.. Occurrences(recurrence, Ms(afterUtc), count).Select(ms => Local(recurrence.Zone, ms))];
    }

    public static long[] Occurrences(Recurrence recurrence, long after, int count)
    {
        var times = new List<long>();
        while (times.Count < count && recurrence.Next(times.Count == 0 ? after : times[^1]) is { } next)
        {
            times.Add(next);
        }

        return [.. times];
    }

    public static long Ms(string utc) =>
        DateTimeOffset.Parse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds();

    public static string Local(CronZone zone, long ms)
    {
        var local = DateTimeOffset.FromUnixTimeMilliseconds(ms).ToOffset(zone.OffsetAt(ms));
        return local.ToString(local.Second == 0 ? "yyyy-MM-ddTHH:mmzzz" : "yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
    }
}
