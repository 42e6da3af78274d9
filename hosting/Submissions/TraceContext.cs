using System.Diagnostics;
using JobScheduler.Hosting.Registration;

namespace JobScheduler.Hosting.Submissions;

/// <summary>
/// The trace a job belongs to: the caller's, else that of the current activity, else a new one. An invalid traceparent counts as
/// none, together with its tracestate.
/// </summary>
/// <remarks>https://www.w3.org/TR/trace-context/#traceparent-header</remarks>
internal static class TraceContext
{
    private const int Length = 55;
    private const int MaxState = 512;

    /// <summary>Finds the trace of a submission. The result is always of version 00.</summary>
    /// <param name="submission">May name a trace.</param>
    /// <param name="random">Where new ids come from.</param>
    public static (string Parent, string? State) Resolve(JobSubmission submission, IRandomSource random)
    {
        if (Normalize(submission.TraceParent) is { } given)
            return (given, CheckState(submission.TraceState));
        // Given and invalid means a new trace, as W3C says; only an absent one continues the current activity.
        if (submission.TraceParent is null && Activity.Current is { IdFormat: ActivityIdFormat.W3C } current
            && Normalize(current.Id) is { } ambient)
            return (ambient, CheckState(current.TraceStateString));
        return (Create(random), null);
    }

    /// <summary>A valid traceparent as version 00, or null. Later versions are read by the rules of this one, as W3C says.</summary>
    /// <param name="value">Any text or null.</param>
    public static string? Normalize(string? value)
    {
        if (value is null || value.Length < Length || value[2] != '-' || value[35] != '-' || value[52] != '-')
            return null;
        var version = value.AsSpan(0, 2);
        var valid = IsHex(version) && version is not "ff" && IsId(value.AsSpan(3, 32)) && IsId(value.AsSpan(36, 16))
            && IsHex(value.AsSpan(53, 2))
            && (value.Length == Length || (version is not "00" && value[Length] == '-'));
        return valid ? $"00-{value.AsSpan(3, 49)}-{value.AsSpan(53, 2)}" : null;
    }

    /// <summary>A new trace, marked as sampled so that whoever listens sees it.</summary>
    private static string Create(IRandomSource random)
    {
        Span<byte> id = stackalloc byte[24];
        random.Fill(id);
        // All zeros is the one value that is no id.
        id[0] |= id[..16].IndexOfAnyExcept((byte)0) < 0 ? (byte)1 : (byte)0;
        id[16] |= id[16..].IndexOfAnyExcept((byte)0) < 0 ? (byte)1 : (byte)0;
        return string.Create(Length, id, static (text, id) =>
        {
            "00-".CopyTo(text);
            Convert.TryToHexStringLower(id[..16], text[3..], out _);
            text[35] = '-';
            Convert.TryToHexStringLower(id[16..], text[36..], out _);
            "-01".CopyTo(text[52..]);
        });
    }

    /// <summary>The tracestate if it may be kept, else null.</summary>
    /// <param name="state">Any text or null.</param>
    public static string? CheckState(string? state) =>
        state is { Length: > 0 and <= MaxState } && state.All(c => c is >= ' ' and <= '~') ? state : null;

    private static bool IsId(ReadOnlySpan<char> text) => IsHex(text) && text.IndexOfAnyExcept('0') >= 0;

    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigitLower(c))
                return false;
        }

        return true;
    }
}
