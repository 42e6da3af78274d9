using System.Globalization;

namespace JobScheduler.Http.Metrics;

/// <summary>
/// The label values of one series. An instrument's labels always come in the same order, so the values are enough to tell its series
/// apart, and looking one up allocates nothing. No instrument has more than three labels.
/// </summary>
internal readonly record struct LabelSet(string? First, string? Second, string? Third) : IComparable<LabelSet>
{
    public const int Most = 3;

    public static LabelSet Of(ReadOnlySpan<KeyValuePair<string, object?>> tags) => new(At(tags, 0), At(tags, 1), At(tags, 2));

    public string? this[int index] => index switch { 0 => First, 1 => Second, _ => Third };

    public int CompareTo(LabelSet other)
    {
        var order = string.CompareOrdinal(First, other.First);
        order = order != 0 ? order : string.CompareOrdinal(Second, other.Second);
        return order != 0 ? order : string.CompareOrdinal(Third, other.Third);
    }

    private static string? At(ReadOnlySpan<KeyValuePair<string, object?>> tags, int index) =>
        index >= tags.Length ? null : tags[index].Value as string ?? Convert.ToString(tags[index].Value, CultureInfo.InvariantCulture) ?? "";
}
