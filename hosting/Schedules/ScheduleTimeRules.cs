using System.Globalization;
using JobScheduler.Grains.Core.Cron;
using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.Schedules;

/// <summary>Checks what says when: expression, zone, phase, exclusions and range. Of a schedule and of a preview alike.</summary>
internal static class ScheduleTimeRules
{
    public const int MaxExclusions = 64;
    private const int LongestZoneShown = 64;
    private const string DateFormat = "yyyy-MM-dd";
    private static readonly CronError Never = new("expression", 0, "an expression that fires at some time from 1970 to 2199");

    /// <summary>The times, or null if something was refused.</summary>
    /// <param name="errors">Where refusals go.</param>
    /// <param name="request">What says when.</param>
    public static CheckedTimes? Check(FieldErrors errors, SchedulePreviewRequest request)
    {
        var before = errors.Count;
        var zone = CheckZone(errors, request.TimeZone);
        var expression = Parse(errors, "cron", request.Cron, request.Id ?? "");
        var phase = CheckPhase(errors, expression, request.Phase);
        var start = TimeRules.CheckTime(errors, "start_at", request.StartAt);
        var end = TimeRules.CheckTime(errors, "end_at", request.EndAt);
        if (start >= end)
            errors.Add("end_at", "must be later than start_at");
        var recurrence = expression?.In(zone ?? CronZone.Utc, phase);

        // Whether it fires can depend on the zone: only with a known one is the answer certain.
        if (zone is not null && recurrence is not null && !recurrence.CanEverFire(out var reason))
            errors.AddCron("cron", Never, reason);
        CheckExclusions(errors, request, zone ?? CronZone.Utc);
        return errors.Count == before ? new CheckedTimes(recurrence!, phase, start, end, [.. request.Exclude ?? []]) : null;
    }

    private static CronZone? CheckZone(FieldErrors errors, string? id)
    {
        if (id is not null && CronZone.TryGet(id, out var zone, out _))
            return zone;
        var shown = id is { Length: <= LongestZoneShown } ? $"'{id}' is none" : "this is none";
        errors.Add("time_zone", $"must be a time zone that this machine knows, such as Europe/Berlin; {shown}");
        return null;
    }

    private static CronExpression? Parse(FieldErrors errors, string path, string? text, string id)
    {
        if (text is null)
            errors.Add(path, "is required");
        else if (CronExpression.TryParse(text, id, out var expression, out var error))
            return expression;
        else
            errors.AddCron(path, error);
        return null;
    }

    private static long CheckPhase(FieldErrors errors, CronExpression? expression, TimeSpan value)
    {
        if (value != TimeSpan.Zero && expression is not (null or EveryExpression))
        {
            errors.Add("phase_ms", "applies to @every only");
            return 0;
        }

        // The interval of @every is its first time after the epoch.
        var interval = expression is EveryExpression ? expression.In(CronZone.Utc).Next(0) ?? TimeRules.Latest : TimeRules.Latest;
        return TimeRules.CheckDuration(errors, "phase_ms", value, 0, interval - 1) ?? 0;
    }

    private static void CheckExclusions(FieldErrors errors, SchedulePreviewRequest request, CronZone zone)
    {
        var texts = request.Exclude ?? [];
        if (texts.Count > MaxExclusions)
            errors.Add("exclude", string.Create(CultureInfo.InvariantCulture, $"must be at most {MaxExclusions}"));
        for (var i = 0; i < Math.Min(texts.Count, MaxExclusions); i++)
        {
            var path = JsonPaths.Element("exclude", i);
            if (LooksLikeDate(texts[i]))
                CheckDate(errors, path, texts[i]);
            else if (Parse(errors, path, texts[i], request.Id ?? "") is { } expression)
                CheckExclusion(errors, path, expression.In(zone));
        }
    }

    private static void CheckDate(FieldErrors errors, string path, string text)
    {
        if (!DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) || date.Year is < 1970 or > 2199)
            errors.Add(path, "must be a date from 1970 to 2199 that exists, or a cron expression");
    }

    // An exclusion that excludes nothing is a mistake that nobody would notice.
    private static void CheckExclusion(FieldErrors errors, string path, Recurrence excluded)
    {
        if (excluded.Expression is EveryExpression)
            errors.Add(path, "must be a date or a cron expression, not @every");
        else if (!excluded.CanEverFire(out var reason))
            errors.AddCron(path, Never, reason);
    }

    private static bool LooksLikeDate(string? text) =>
        text is { Length: 10 } && text[4] == '-' && text[7] == '-' && text.All(c => char.IsAsciiDigit(c) || c == '-');
}

/// <summary>What says when, found acceptable.</summary>
/// <param name="Recurrence">The expression in its zone.</param>
/// <param name="PhaseMs">Of <c>@every</c>.</param>
/// <param name="StartAt">Inclusive, Unix milliseconds, or null.</param>
/// <param name="EndAt">Exclusive, or null.</param>
/// <param name="Exclude">As sent.</param>
internal sealed record CheckedTimes(Recurrence Recurrence, long PhaseMs, long? StartAt, long? EndAt, string[] Exclude);
