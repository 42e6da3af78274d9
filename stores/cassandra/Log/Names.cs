using System.Globalization;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>Texts that hold two others, and texts that can be stored at all.</summary>
internal static class Names
{
    // Characters of a concurrency key, see docs/http-api.md.
    private const int LongestScope = 256;

    /// <summary>Whether a text is well-formed: half of a surrogate pair has no UTF-8, so no stored row can have that name.</summary>
    public static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])))
                return false;
            i++;
        }

        return true;
    }

    /// <summary>Joins two texts so that no other two give the same.</summary>
    public static string Join(string first, string second) => string.Create(CultureInfo.InvariantCulture, $"{first.Length}:{first}{second}");

    /// <summary>Undoes <see cref="Join"/>.</summary>
    public static (string First, string Second) Split(string joined)
    {
        var colon = joined.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !int.TryParse(joined.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || colon + 1 + length > joined.Length)
            throw new InvalidDataException($"The name {joined} is damaged.");
        return (joined.Substring(colon + 1, length), joined[(colon + 1 + length)..]);
    }

    /// <summary>The row of an idempotency key: the key first, so that its rows of all scopes lie together.</summary>
    public static string Of(string scope, string key) => Join(key, scope);

    /// <summary>Between which names a key's rows of all scopes lie, both included. No scope is longer than the upper end's.</summary>
    public static (string First, string Last) RangeOf(string key) =>
        (Join(key, ""), Join(key, string.Concat(Enumerable.Repeat(char.ConvertFromUtf32(0x10FFFF), LongestScope + 1))));

    /// <summary>The row of a counter.</summary>
    public static string Of(CounterRecord counter) => Join(counter.Queue, counter.JobType);

    /// <summary>Where the payload of a send row lies.</summary>
    public static string PayloadOfSend(int partition, long id) => string.Create(CultureInfo.InvariantCulture, $"send/{partition}/{id}");

    /// <summary>Where the payload of a schedule's definition lies.</summary>
    public static string PayloadOfSchedule(string id) => "schedule/" + id;
}
