using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace JobScheduler.Grains.Storage;

/// <summary>A place in a list of jobs, and its text: the cursor, which belongs to one filter and order.</summary>
/// <param name="First">submitted_at, run_at or finished_at, as the order says.</param>
/// <param name="Second">The job's number of submission in order Due, else 0.</param>
/// <param name="JobId">The job.</param>
public readonly record struct ListPosition(long First, long Second, string JobId)
{
    private const int HashBytes = 8;
    private const int FixedBytes = HashBytes + 16;
    private const int LongestId = 64;

    /// <summary>Where a job stands in a list.</summary>
    /// <param name="job">The job.</param>
    /// <param name="order">The list's order.</param>
    public static ListPosition Of(JobRecord job, JobOrder order)
    {
        ArgumentNullException.ThrowIfNull(job);
        return order switch
        {
            JobOrder.Due => new(job.RunAt, job.Sequence, job.JobId),
            JobOrder.NewestFailure => new(job.FinishedAt ?? 0, 0, job.JobId),
            _ => new(job.SubmittedAt, 0, job.JobId),
        };
    }

    /// <summary>Compares two places of a list: below zero if the first is shown earlier.</summary>
    /// <param name="left">A place.</param>
    /// <param name="right">Another.</param>
    /// <param name="order">The list's order.</param>
    public static int Compare(ListPosition left, ListPosition right, JobOrder order)
    {
        var rising = left.First != right.First ? left.First.CompareTo(right.First)
            : left.Second != right.Second ? left.Second.CompareTo(right.Second)
            : string.CompareOrdinal(left.JobId, right.JobId);
        return order is JobOrder.Newest or JobOrder.NewestFailure ? -rising : rising;
    }

    /// <summary>The cursor text: opaque, URL-safe.</summary>
    /// <param name="query">The list it belongs to.</param>
    public string ToCursor(JobQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        Span<byte> bytes = stackalloc byte[FixedBytes + LongestId];
        HashOf(query, bytes[..HashBytes]);
        BinaryPrimitives.WriteInt64BigEndian(bytes[HashBytes..], First);
        BinaryPrimitives.WriteInt64BigEndian(bytes[(HashBytes + 8)..], Second);
        var length = Encoding.ASCII.GetBytes(JobId, bytes[FixedBytes..]);
        return Base64Url.EncodeToString(bytes[..(FixedBytes + length)]);
    }

    /// <summary>Reads the cursor of a query.</summary>
    /// <param name="query">The list.</param>
    /// <returns>The place the page before ended at, or null if there is no cursor.</returns>
    /// <exception cref="MalformedRequestException">It is not a cursor of this filter and order.</exception>
    public static ListPosition? FromCursor(JobQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Cursor is not { } cursor)
            return null;
        Span<byte> bytes = stackalloc byte[FixedBytes + LongestId];
        if (Base64Url.DecodeFromChars(cursor, bytes, out _, out var length) != OperationStatus.Done || length <= FixedBytes)
            throw NotACursor("is not a cursor");
        Span<byte> hash = stackalloc byte[HashBytes];
        HashOf(query, hash);
        if (!hash.SequenceEqual(bytes[..HashBytes]))
            throw NotACursor("belongs to another filter or order");
        return new(
            BinaryPrimitives.ReadInt64BigEndian(bytes[HashBytes..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[(HashBytes + 8)..]),
            Encoding.ASCII.GetString(bytes[FixedBytes..length]));
    }

    private static MalformedRequestException NotACursor(string message) =>
        new(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["cursor"] = [message] });

    /// <summary>Order of values does not matter; every value is written with its length, so no two filters look alike.</summary>
    private static void HashOf(JobQuery query, Span<byte> hash)
    {
        var text = new StringBuilder();
        var filter = query.Filter;
        text.Append((int)query.Order).Append(';').Append(filter.From?.UtcTicks).Append(';').Append(filter.To?.UtcTicks).Append(';');
        foreach (var state in filter.States.Distinct().Order())
            text.Append((int)state).Append(',');
        Append(text, filter.JobTypes);
        Append(text, filter.Queues);
        Append(text, filter.Tags);
        Append(text, filter.ScheduleIds);
        Append(text, filter.IdempotencyKeys);
        Append(text, filter.ConcurrencyKeys);
        Append(text, filter.ErrorCodes);
        Append(text, filter.Fingerprints);
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, HashBytes).CopyTo(hash);
    }

    private static void Append(StringBuilder text, IReadOnlyList<string> values)
    {
        text.Append(';');
        foreach (var value in values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            text.Append(value.Length).Append(':').Append(value);
    }
}
