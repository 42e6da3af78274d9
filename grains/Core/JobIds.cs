using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <summary>
/// Job ids: 4 hex digits of the routing hash, '-', 10 base-32 digits of the submission's Unix milliseconds, 4 base-32 digits of
/// the partition's number of submission. Ids of a partition sort by time within a hash. A job that another partition made has '-' and 4
/// hex digits of that partition's number behind it: two partitions never make the same id.
/// </summary>
public static class JobIds
{
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int TimeDigits = 10;
    private const int OrderDigits = 4;
    private const int SenderDigits = 4;

    /// <summary>Length of the id of a job that its own partition made.</summary>
    public const int Length = 4 + 1 + TimeDigits + OrderDigits;

    /// <summary>Length of the id of a job that another partition made.</summary>
    public const int SentLength = Length + 1 + SenderDigits;

    /// <summary>Makes an id.</summary>
    /// <param name="hash">The routing key's hash.</param>
    /// <param name="submittedAt">Unix milliseconds, 0 or more.</param>
    /// <param name="sequence">The partition's number of submission; its lowest 20 bits are used.</param>
    public static string Create(ushort hash, long submittedAt, long sequence) =>
        string.Create(Length, (hash, submittedAt, sequence), static (span, parts) =>
        {
            parts.hash.TryFormat(span, out _, "x4", CultureInfo.InvariantCulture);
            span[4] = '-';
            Write(span.Slice(5, TimeDigits), parts.submittedAt);
            Write(span.Slice(5 + TimeDigits, OrderDigits), parts.sequence & 0xF_FFFF);
        });

    /// <summary>Makes the id of a job that is sent to another partition.</summary>
    /// <param name="hash">The routing key's hash.</param>
    /// <param name="submittedAt">Unix milliseconds, 0 or more.</param>
    /// <param name="order">The sender's number of the send row; its lowest 20 bits are used.</param>
    /// <param name="sender">The sender's partition.</param>
    public static string CreateSent(ushort hash, long submittedAt, long order, int sender) =>
        string.Create(CultureInfo.InvariantCulture, $"{Create(hash, submittedAt, order)}-{sender:x4}");

    /// <summary>Reads what lies in an id; false for any text that is not one.</summary>
    /// <param name="jobId">Any text.</param>
    /// <param name="hash">The routing key's hash.</param>
    /// <param name="submittedAt">Unix milliseconds.</param>
    public static bool TryParse([NotNullWhen(true)] string? jobId, out ushort hash, out long submittedAt)
    {
        hash = 0;
        submittedAt = 0;
        if (jobId is not { Length: Length or SentLength } || jobId[4] != '-')
            return false;
        if (jobId.Length == SentLength && (jobId[Length] != '-' || !IsHex(jobId.AsSpan(Length + 1))))
            return false;
        if (!IsHex(jobId.AsSpan(0, 4)))
            return false;

        hash = ushort.Parse(jobId.AsSpan(0, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return TryRead(jobId.AsSpan(5, TimeDigits), out submittedAt) && TryRead(jobId.AsSpan(5 + TimeDigits, OrderDigits), out _);
    }

    /// <summary>The partition an id lies in; false for any text that is not an id.</summary>
    /// <param name="jobId">Any text.</param>
    /// <param name="partitions">Number of partitions of the store.</param>
    /// <param name="partition">The partition.</param>
    public static bool TryGetPartition([NotNullWhen(true)] string? jobId, int partitions, out int partition)
    {
        var valid = TryParse(jobId, out var hash, out _);
        partition = valid ? Routing.PartitionOf(hash, partitions) : -1;
        return valid;
    }

    private static bool IsHex(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(RowCodec.HexDigits) < 0;

    private static void Write(Span<char> span, long value)
    {
        for (var i = span.Length - 1; i >= 0; i--, value >>= 5)
            span[i] = Digits[(int)(value & 31)];
    }

    private static bool TryRead(ReadOnlySpan<char> span, out long value)
    {
        value = 0;
        foreach (var c in span)
        {
            var digit = Digits.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
                return false;
            value = value << 5 | (long)digit;
        }

        return true;
    }
}
