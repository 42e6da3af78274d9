using System.Globalization;
using System.Text.Json;
using JobScheduler.Hosting.Registration;

namespace JobScheduler.Hosting.Schedules;

/// <summary>
/// The settings below <c>JobScheduler:Schedules:{id}</c>: which keys there are, what they mean, and how each changes a declaration.
/// Only what a text can be read as is judged here; ranges are the resolver's.
/// </summary>
internal sealed class ScheduleSettings : SettingsSection
{
    public const string Section = "Schedules";

    private const string None = "none";
    private const string WholeNumber = "a whole number";
    private const string Span = "a duration, written hh:mm:ss";
    private const string Instant = "a time with an offset, as 2026-12-01T10:00:00Z";

    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
    ];

    private readonly Dictionary<string, Func<ScheduleSubmission, string, ScheduleSubmission>> _changes = new(StringComparer.OrdinalIgnoreCase);

    private ScheduleSettings()
        : base(Section)
    {
    }

    /// <summary>A new table of them.</summary>
    public static ScheduleSettings Create() => new ScheduleSettings()
        .Add("Cron", None, "An expression of a schedule, as 30 2 * * * or @every 90s.", (s, v) => s with { Cron = v })
        .Add("TimeZone", "UTC", "Its time zone.", (s, v) => s with { TimeZone = v })
        .Add("JobType", None, "The type of its jobs.", (s, v) => s with { Job = s.Job with { JobType = v } })
        .Add("Payload", "null", "The payload of its jobs, as JSON text.", (s, v) => s with { Job = s.Job with { Payload = RawJson.Parse(v) } }, "JSON")
        .Add("Queue", None, "The queue of its jobs; default that of the job type.", (s, v) => s with { Job = s.Job with { Queue = v } })
        .Add("Priority", "0", "The priority of its jobs, -100 to 100.", (s, v) => s with { Job = s.Job with { Priority = Number(v) } }, WholeNumber)
        .Add("MaxAttempts", None, "Attempts of each of its jobs, 1 to 1000; default that of the job type.", (s, v) => s with { Job = s.Job with { MaxAttempts = Number(v) } }, WholeNumber)
        .Add("Timeout", None, "Time-out of each attempt, up to 7 days; default that of the job type.", (s, v) => s with { Job = s.Job with { Timeout = Duration(v) } }, Span)
        .Add("ConcurrencyKey", None, "The concurrency key of its jobs.", (s, v) => s with { Job = s.Job with { ConcurrencyKey = v } })
        .Add("Tags:<n>", None, "Tags of its jobs, with n from 0.", (s, v) => s with { Job = s.Job with { Tags = [.. s.Job.Tags, v] } })
        .Add("Overlap", "skip", "What an occurrence does while a job of the schedule is not done: skip, queue_one, queue_all, cancel_running, allow.", (s, v) => s with { Overlap = OneOf<OverlapPolicy>(v) }, "one of skip, queue_one, queue_all, cancel_running, allow")
        .Add("Misfire", "fire_once", "What is done about missed occurrences: fire_once, fire_all, skip.", (s, v) => s with { Misfire = OneOf<MisfirePolicy>(v) }, "one of fire_once, fire_all, skip")
        .Add("CatchUpWindow", "7.00:00:00", "How old a missed occurrence may be to fire, up to 366 days.", (s, v) => s with { CatchUpWindow = Duration(v) }, Span)
        .Add("CatchUpLimit", "1000", "How many missed occurrences fire_all fires, 1 to 10000.", (s, v) => s with { CatchUpLimit = Number(v) }, WholeNumber)
        .Add("Jitter", "00:00:00", "Its jobs start up to this much later, up to 1 day.", (s, v) => s with { Jitter = Duration(v) }, Span)
        .Add("Phase", "00:00:00", "Moves the times of @every.", (s, v) => s with { Phase = Duration(v) }, Span)
        .Add("Exclude:<n>", None, "Dates and expressions that are excluded, with n from 0.", (s, v) => s with { Exclude = [.. s.Exclude, v] })
        .Add("StartAt", None, "No occurrence before this time, as 2026-12-01T10:00:00Z.", (s, v) => s with { StartAt = Time(v) }, Instant)
        .Add("EndAt", None, "No occurrence at or after this time.", (s, v) => s with { EndAt = Time(v) }, Instant)
        .Add("MaxRuns", None, "It ends after so many runs.", (s, v) => s with { MaxRuns = long.Parse(v, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) }, WholeNumber)
        .Add("Paused", "false", "It begins paused when it is created.", (s, v) => s with { Paused = bool.Parse(v) }, "true or false")
        .Add("Note", None, "Why it begins paused.", (s, v) => s with { Note = v });

    /// <summary>A declaration as a section changes it. Its values have been found readable.</summary>
    /// <param name="declared">What is declared in code, or nothing but the id.</param>
    /// <param name="values">Keys below the section, lists in the order of their elements, and texts.</param>
    public ScheduleSubmission Change(ScheduleSubmission declared, IEnumerable<KeyValuePair<string, string?>> values)
    {
        var given = values.Where(value => !string.IsNullOrEmpty(value.Value)).ToList();

        // A list is configured as a whole.
        if (given.Any(value => ListOf(value.Key) == "Tags:<n>"))
            declared = declared with { Job = declared.Job with { Tags = [] } };
        if (given.Any(value => ListOf(value.Key) == "Exclude:<n>"))
            declared = declared with { Exclude = [] };
        return given.Aggregate(declared, (schedule, value) => _changes[ListOf(value.Key)](schedule, value.Value!));
    }

    private ScheduleSettings Add(
        string key, string byDefault, string meaning, Func<ScheduleSubmission, string, ScheduleSubmission> change, string shape = "a text")
    {
        _changes.Add(key, change);
        Add(new Setting
        {
            Key = $"{Section}:<id>:{key}",
            Default = byDefault,
            Meaning = meaning,
            Shape = shape,
            CanRead = text => text.Length == 0 || CanRead(change, text),
            IsAcceptable = static _ => true,
            Read = static _ => "",
        });
        return this;
    }

    private static bool CanRead(Func<ScheduleSubmission, string, ScheduleSubmission> change, string text)
    {
        try
        {
            change(new ScheduleSubmission { Id = "", Cron = "", Job = new() { JobType = "" } }, text);
            return true;
        }
        catch (Exception e) when (e is FormatException or OverflowException or JsonException)
        {
            return false;
        }
    }

    private static string ListOf(string key)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return key;
        return key.StartsWith("tags", StringComparison.OrdinalIgnoreCase) ? "Tags:<n>" : "Exclude:<n>";
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static TimeSpan Duration(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static T OneOf<T>(string text)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()) == text)
                return value;
        }

        throw new FormatException(text);
    }
}
