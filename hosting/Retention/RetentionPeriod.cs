using System.ComponentModel;
using System.Globalization;

namespace JobScheduler;

/// <summary>
/// How long a job is kept after it ended: 0 to 36500 days, or for ever. Written in configuration as a duration
/// (<c>7.00:00:00</c>) or <c>forever</c>.
/// </summary>
[TypeConverter(typeof(RetentionPeriodConverter))]
public readonly record struct RetentionPeriod
{
    /// <summary>The word for <see cref="Forever"/>.</summary>
    internal const string ForeverText = "forever";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);
    private readonly TimeSpan? _time;
    private readonly bool _forever;

    private RetentionPeriod(TimeSpan? time, bool forever) => (_time, _forever) = (time, forever);

    /// <summary>Never removed.</summary>
    public static RetentionPeriod Forever { get; } = new(null, true);

    /// <summary>The time; null for ever. Zero: removed at the next look, some seconds after the end.</summary>
    public TimeSpan? Time => _forever ? null : _time ?? TimeSpan.Zero;

    /// <summary>Kept for a time.</summary>
    /// <param name="time">0 to 36500 days; finer than a millisecond is rounded up.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is outside that range.</exception>
    public static RetentionPeriod Of(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, Longest);
        return new(time, false);
    }

    /// <summary>Kept for a time.</summary>
    /// <param name="time">0 to 36500 days.</param>
    public static implicit operator RetentionPeriod(TimeSpan time) => Of(time);

    /// <summary>Kept for a time.</summary>
    /// <param name="time">0 to 36500 days.</param>
    public static RetentionPeriod FromTimeSpan(TimeSpan time) => Of(time);

    /// <summary>As it is written in configuration.</summary>
    public override string ToString() => Time is { } time ? time.ToString("c", CultureInfo.InvariantCulture) : ForeverText;

    internal long? Milliseconds => Time is { } time ? (long)Math.Ceiling(time.TotalMilliseconds) : null;

    internal static bool TryParse(string text, out RetentionPeriod period)
    {
        var forever = text.Equals(ForeverText, StringComparison.OrdinalIgnoreCase);
        var time = TimeSpan.Zero;
        var valid = forever || (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out time) && time >= TimeSpan.Zero && time <= Longest);
        period = forever ? Forever : valid ? Of(time) : default;
        return valid;
    }
}

/// <summary>Reads a period from configuration.</summary>
internal sealed class RetentionPeriodConverter : TypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    /// <inheritdoc/>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is not string text ? base.ConvertFrom(context, culture, value)
        : RetentionPeriod.TryParse(text, out var period) ? period
        : throw new FormatException($"'{text}' is neither a duration nor {RetentionPeriod.ForeverText}.");
}
