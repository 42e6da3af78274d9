using System.Diagnostics.CodeAnalysis;

namespace JobScheduler.Grains.Core.Cron;

/// <summary>
/// A cron expression by the Open Cron Pattern Specification 1.4 with the extensions of <c>docs/cron.md</c>: parsed, immutable and
/// without a time zone. <see cref="In"/> gives it one and makes it a <see cref="Recurrence"/>.
/// </summary>
public abstract class CronExpression
{
    /// <summary>Longest text that is read: 256 characters.</summary>
    public const int LongestText = 256;

    private const string Nicknames = "@yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly, @reboot or @every and a duration";

    private protected CronExpression(string text) => Text = text;

    /// <summary>The text as it was given.</summary>
    public string Text { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="text">Five, six or seven fields, a nickname, or <c>@every</c> and a duration.</param>
    /// <param name="id">The schedule's id, which <c>H</c> hashes; empty where there is none.</param>
    /// <param name="expression">The expression, if the answer is true. It may still never fire: see <see cref="CanEverFire"/>.</param>
    /// <param name="error">The first problem, if the answer is false.</param>
    public static bool TryParse(
        string text, string id, [NotNullWhen(true)] out CronExpression? expression, [NotNullWhen(false)] out CronError? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(id);
        expression = null;
        if (text.Length > LongestText)
        {
            error = new("expression", LongestText, "at most 256 characters");
            return false;
        }

        var start = text.AsSpan().IndexOfAnyExcept(' ', '\t');
        if (start >= 0 && text[start] == '@')
        {
            return TryParseNickname(text, start, id, out expression, out error);
        }

        error = CronParser.Read(text, id, out var fields);
        expression = error is null ? new CalendarExpression(text, fields) : null;
        return error is null;
    }

    /// <summary>Reads an expression that is known to be right.</summary>
    /// <exception cref="FormatException">It is not; the message says where and why.</exception>
    public static CronExpression Parse(string text, string id = "") =>
        TryParse(text, id, out var expression, out var error) ? expression : throw new FormatException(error.ToString());

    /// <summary>
    /// Whether there is any time from 1970 to 2199 at which it fires. A time zone may still leave out the only one:
    /// <see cref="Recurrence.CanEverFire"/> knows.
    /// </summary>
    /// <param name="reason">Why it never fires, if the answer is false: a sentence.</param>
    public abstract bool CanEverFire([NotNullWhen(false)] out string? reason);

    /// <summary>The expression in a time zone.</summary>
    /// <param name="zone">The zone that its fields are read in; <c>@every</c> does not depend on it.</param>
    /// <param name="phaseMs">For <c>@every</c> only: by how many milliseconds its times lie after whole multiples of the duration.</param>
    public abstract Recurrence In(CronZone zone, long phaseMs = 0);

    /// <summary>What it means in plain English, without a zone: <c>At 02:30 on the last day of the month</c>.</summary>
    public abstract string Describe();

    /// <inheritdoc/>
    public sealed override string ToString() => Text;

    private static bool TryParseNickname(string text, int start, string id, out CronExpression? expression, out CronError? error)
    {
        expression = null;
        var body = text.AsSpan().TrimEnd(" \t");
        var blank = body[start..].IndexOfAny(' ', '\t');
        var end = blank < 0 ? body.Length : start + blank;
        var name = body[start..end];
        var next = end;
        while (next < body.Length && CronParser.IsBlank(body[next]))
        {
            next++;
        }

        if (name.SequenceEqual("@every"))
        {
            var every = CronDuration.Read(body, next, out error);
            expression = every is { } ms ? new EveryExpression(text, ms) : null;
            return every is not null;
        }

        var fields = Fields(name);
        error = fields is null ? new("expression", start, Nicknames)
            : next < body.Length ? new("expression", next, "nothing after a nickname")
            : null;
        if (error is not null)
        {
            return false;
        }

        if (fields!.Length == 0)
        {
            expression = new RebootExpression(text);
            return true;
        }

        CronParser.Read(fields, id, out var read);
        expression = new CalendarExpression(text, read);
        return true;
    }

    /// <summary>The five fields behind a nickname; empty for @reboot, null for no nickname. Their case matters.</summary>
    private static string? Fields(ReadOnlySpan<char> name) => name switch
    {
        "@yearly" or "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" or "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        "@reboot" => "",
        _ => null,
    };
}
