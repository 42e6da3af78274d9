using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security;

namespace JobScheduler.Grains.Core.Cron;

/// <summary>A stretch of time in which a zone's clock runs without a jump.</summary>
/// <param name="Start">Its first UTC second.</param>
/// <param name="Offset">Seconds that the clock is ahead of UTC.</param>
/// <param name="WallStart">What the clock shows at its start, in wall seconds.</param>
/// <param name="WallEnd">What the clock would show at its end; the end of the last segment is never reached.</param>
/// <param name="FirstNew">The first wall second of it that no earlier segment has shown or skipped.</param>
internal readonly record struct ZoneSegment(long Start, int Offset, long WallStart, long WallEnd, long FirstNew);

/// <summary>
/// A time zone with all changes of its clock from 1970 to 2199, found once and kept for the life of the process. Immutable; any thread
/// may use it.
/// </summary>
public sealed partial class CronZone
{
    private const int LongestId = 64;
    private const int BucketShift = 24;

    private static readonly ConcurrentDictionary<string, CronZone> Known = new(StringComparer.OrdinalIgnoreCase);

    private readonly ushort[] _buckets;

    private CronZone(string id, ZoneSegment[] segments)
    {
        Id = id;
        Segments = segments;
        _buckets = Buckets(segments);
    }

    /// <summary>Coordinated universal time.</summary>
    public static CronZone Utc { get; } = From(TimeZoneInfo.Utc);

    /// <summary>The zone's name in the time zone database, such as <c>Europe/Berlin</c>.</summary>
    public string Id { get; }

    internal ZoneSegment[] Segments { get; }

    /// <summary>A zone by its name in the time zone database, as the machine knows it.</summary>
    /// <param name="id">The name; case does not matter where the machine says so.</param>
    /// <param name="zone">The zone, if the answer is true.</param>
    /// <param name="error">A sentence that names the zone, if the answer is false.</param>
    public static bool TryGet(string id, [NotNullWhen(true)] out CronZone? zone, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(id);
        zone = null;
        if (IsName(id) && !Known.TryGetValue(id, out zone))
        {
            try
            {
                zone = Known.GetOrAdd(id, From(TimeZoneInfo.FindSystemTimeZoneById(id)));
            }
            catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or SecurityException or UnauthorizedAccessException)
            {
                zone = null;
            }
        }

        error = zone is null ? $"The time zone '{id}' is not known on this machine; a name such as Europe/Berlin is expected." : null;
        return zone is not null;
    }

    /// <summary>A zone from .NET's description of it; not kept.</summary>
    public static CronZone From(TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var changes = Changes(zone);
        MoveToTheirDays(zone, changes);
        return new(zone.Id, Join(changes));
    }

    /// <summary>How far the zone's clock is ahead of UTC at an instant.</summary>
    /// <param name="unixMs">Milliseconds since the Unix epoch.</param>
    public TimeSpan OffsetAt(long unixMs) => TimeSpan.FromSeconds(Segments[Find(CronCalendar.Second(Math.Max(unixMs, -Never)))].Offset);

    /// <summary>The index of the segment that contains a UTC second.</summary>
    internal int Find(long second)
    {
        var segments = Segments;
        var i = (int)_buckets[(int)Math.Clamp(second >> BucketShift, 0, _buckets.Length - 1)];
        while (i + 1 < segments.Length && segments[i + 1].Start <= second)
        {
            i++;
        }

        // Only before 1970, where the first bucket may begin behind the first change.
        while (segments[i].Start > second)
        {
            i--;
        }

        return i;
    }

    // "right" zones count leap seconds, which Unix time does not.
    private static bool IsName(string id) =>
        id.Length is > 0 and <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
        && !id.StartsWith("right/", StringComparison.OrdinalIgnoreCase) && !id.Equals("localtime", StringComparison.OrdinalIgnoreCase);
}
