using System.Globalization;

namespace JobScheduler.Tests.History;

/// <summary>
/// The occurrences of simple definitions, found by looking at every second: <c>@every</c> whole seconds, or cron with lists, ranges and
/// steps in the fields of seconds, minutes and hours, in zones of a fixed offset. It shares nothing with the cron engine.
/// </summary>
internal sealed class NaiveTimes
{
    private const long SecondMs = 1_000;
    private const long MinuteMs = 60_000;
    private readonly ScheduleSpec _spec;
    private readonly long? _everyMs;
    private readonly long _offsetMs;
    private readonly bool[][] _fields;
    private readonly (bool[][] Fields, bool Exact)[] _exclude;

    public NaiveTimes(ScheduleSpec spec)
    {
        _spec = spec;
        _offsetMs = MinuteMs * spec.TimeZone switch { "UTC" => 0, "Europe/Berlin" => 60, "Asia/Kolkata" => 330, _ => throw new NotSupportedException(spec.TimeZone) };
        _everyMs = spec.Cron.StartsWith("@every ", StringComparison.Ordinal)
            ? SecondMs * long.Parse(spec.Cron.AsSpan(7, spec.Cron.Length - 8), CultureInfo.InvariantCulture)
            : null;
        _fields = _everyMs is null ? Fields(spec.Cron) : [];
        _exclude = [.. spec.Exclude.Select(text => (Fields(text), text.Split(' ').Length == 6))];
    }

    public ScheduleSpec Spec => _spec;

    /// <summary>All occurrences after one instant up to another, both Unix milliseconds; excluded ones too.</summary>
    public IEnumerable<long> Between(long after, long through)
    {
        var step = _everyMs ?? SecondMs;
        var first = Math.Max(after + 1, _spec.StartAt ?? 0);
        var last = Math.Min(through, (_spec.EndAt ?? long.MaxValue) - 1);
        for (var at = first + Rest(_spec.PhaseMs - first, step); at <= last; at += step)
        {
            if (_everyMs is not null || Matches(_fields, at + _offsetMs))
                yield return at;
        }
    }

    /// <summary>Occurrences that are not excluded.</summary>
    public IEnumerable<long> Runs(long after, long through) => Between(after, through).Where(at => !IsExcluded(at));

    /// <summary>Occurrences that are excluded.</summary>
    public IEnumerable<long> Excluded(long after, long through) => _exclude.Length == 0 ? [] : Between(after, through).Where(IsExcluded);

    private bool IsExcluded(long at) => Array.Exists(_exclude, each => each.Exact
        ? Matches(each.Fields, at - Rest(at, SecondMs) + _offsetMs)
        : Matches(each.Fields, at - Rest(at, MinuteMs) + _offsetMs));

    private static bool Matches(bool[][] fields, long local) =>
        fields[0][local / SecondMs % 60] && fields[1][local / MinuteMs % 60] && fields[2][local / (60 * MinuteMs) % 24];

    private static bool[][] Fields(string cron)
    {
        var texts = cron.Split(' ');
        if (texts.Length == 5)
            texts = ["0", .. texts];
        if (texts.Length != 6 || texts[3..].Any(text => text != "*"))
            throw new NotSupportedException(cron);
        return [Field(texts[0], 60), Field(texts[1], 60), Field(texts[2], 24)];
    }

    private static bool[] Field(string text, int size)
    {
        var hits = new bool[size];
        foreach (var part in text.Split(','))
        {
            var (range, step) = part.Split('/') is [var before, var after] ? (before, Number(after)) : (part, 1);
            var ends = range == "*" ? [0, size - 1] : range.Split('-').Select(Number).ToArray();
            for (var i = ends[0]; i <= ends[^1]; i += step)
                hits[i] = true;
        }

        return hits;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static long Rest(long number, long divisor) => ((number % divisor) + divisor) % divisor;
}
