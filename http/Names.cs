namespace JobScheduler.Http;

/// <summary>What ids in paths may look like; anything else names nothing.</summary>
internal static class Names
{
    private const int MaxJobId = 64;
    private const int MaxName = 128;

    /// <summary>1 to 64 of <c>[A-Za-z0-9_-]</c>.</summary>
    public static bool IsJobId(string text) =>
        text.Length is > 0 and <= MaxJobId && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    /// <summary>1 to 128 of <c>[A-Za-z0-9._~-]</c>, the first alphanumeric: a queue or a schedule.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= MaxName && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '~' or '-');
}
