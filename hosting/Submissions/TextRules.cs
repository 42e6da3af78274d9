using System.Buffers;

namespace JobScheduler.Hosting.Submissions;

/// <summary>The rules for names, keys and texts of a request. Lengths are in Unicode characters (code points).</summary>
internal static class TextRules
{
    public const int MaxName = 128;
    public const int MaxKey = 256;
    public const int MaxTag = 64;
    public const int MaxNote = 1024;
    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<char> NameLetters = SearchValues.Create(LettersAndDigits + "._~-");
    private static readonly SearchValues<char> JobTypeLetters = SearchValues.Create(LettersAndDigits + "._~-/:");

    /// <summary>Whether a text may be a job type: 1 to 128 of <c>[A-Za-z0-9._~/:-]</c>, first alphanumeric, ':' only inside.</summary>
    /// <param name="value">Any text.</param>
    public static bool IsJobType(string value) => IsName(value, JobTypeLetters) && value[^1] != ':';

    /// <summary>Whether a text may name a queue or a schedule: 1 to 128 of <c>[A-Za-z0-9._~-]</c>, first alphanumeric.</summary>
    /// <param name="value">Any text.</param>
    public static bool IsName(string value) => IsName(value, NameLetters);

    /// <summary>Checks a job type.</summary>
    public static void CheckJobType(FieldErrors errors, string path, string? value)
    {
        if (value is null || !IsJobType(value))
            errors.Add(path, "must be 1 to 128 of A-Z a-z 0-9 . _ ~ - / :, begin with a letter or digit and not end with ':'");
    }

    /// <summary>Checks the name of a queue or a schedule.</summary>
    public static void CheckName(FieldErrors errors, string path, string? value)
    {
        if (value is null || !IsName(value))
            errors.Add(path, "must be 1 to 128 of A-Z a-z 0-9 . _ ~ - and begin with a letter or digit");
    }

    /// <summary>Checks a key or tag: any Unicode without control characters.</summary>
    public static void CheckKey(FieldErrors errors, string path, string? value, int maxLength)
    {
        if (value is null)
            errors.Add(path, $"must be 1 to {maxLength} characters");
        else if (Measure(value) is not { } length)
            errors.AddMalformed(path, LoneSurrogate);
        else if (length < 1 || length > maxLength)
            errors.Add(path, $"must be 1 to {maxLength} characters");
        else if (value.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0 || value.AsSpan().IndexOfAnyInRange('\u007f', '\u009f') >= 0)
            errors.Add(path, "must not contain control characters");
    }

    /// <summary>Checks a text for people, which may be absent or empty and may have line breaks and tabs.</summary>
    public static void CheckNote(FieldErrors errors, string path, string? value, int maxLength)
    {
        if (value is null)
            return;
        if (Measure(value) is not { } length)
            errors.AddMalformed(path, LoneSurrogate);
        else if (length > maxLength)
            errors.Add(path, $"must be at most {maxLength} characters");
        else if (value.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
            errors.Add(path, "must not contain control characters");
    }

    public const string LoneSurrogate = "is not valid Unicode: it has half of a surrogate pair";

    private static bool IsName(string value, SearchValues<char> letters) =>
        value.Length is >= 1 and <= MaxName && char.IsAsciiLetterOrDigit(value[0]) && !value.AsSpan().ContainsAnyExcept(letters);

    /// <summary>Number of code points; null if a surrogate stands alone.</summary>
    private static int? Measure(string value)
    {
        var count = 0;
        for (var i = 0; i < value.Length; i++, count++)
        {
            if (!char.IsSurrogate(value[i]))
                continue;
            if (i + 1 >= value.Length || !char.IsSurrogatePair(value[i], value[i + 1]))
                return null;
            i++;
        }

        return count;
    }
}
