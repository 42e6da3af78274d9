using System.Buffers;

namespace JobScheduler.Grains.Storage;

/// <summary>
/// The compact binary form of what stores need not look into: a job's spec (written once), the part of its row that changes, and
/// attempts; the same of schedules, and their decisions. A store keeps the identity (a job's id, sequence, submitted_at), payload
/// and result beside it, and whatever it indexes.
/// </summary>
/// <remarks>
/// Each row begins with its version. Reading a row of a newer version, or one that is damaged, throws
/// <see cref="InvalidDataException"/>: a field that is not understood is never dropped silently.
/// </remarks>
public static partial class RowCodec
{
    /// <summary>The version this program writes, and the newest it reads.</summary>
    public const byte Version = 1;

    internal static SearchValues<char> HexDigits { get; } = SearchValues.Create("0123456789abcdef");

    /// <summary>Begins a row with an attempt in it.</summary>
    /// <param name="writer">Where to; cleared first.</param>
    /// <param name="attempt">The attempt.</param>
    public static void WriteAttempt(RowWriter writer, AttemptRecord attempt)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(attempt);
        Begin(writer);
        Write(writer, attempt);
    }

    /// <summary>Reads an attempt.</summary>
    /// <param name="row">What <see cref="WriteAttempt"/> wrote.</param>
    /// <exception cref="InvalidDataException">A newer version wrote it, or it is damaged.</exception>
    public static AttemptRecord ReadAttempt(ReadOnlySpan<byte> row)
    {
        var reader = Begin(row);
        var attempt = ReadAttempt(ref reader);
        reader.End();
        return attempt;
    }

    private static void Begin(RowWriter writer)
    {
        writer.Clear();
        writer.Byte(Version);
    }

    private static RowReader Begin(ReadOnlySpan<byte> row, RowTexts? texts = null)
    {
        var reader = new RowReader(row, texts);
        var version = reader.Byte();
        return version switch
        {
            Version => reader,
            0 => throw new InvalidDataException("The row is damaged: it has no version."),
            _ => throw new InvalidDataException($"A newer version wrote the row: its format is {version}, this program reads up to {Version}. Use the newer program."),
        };
    }

    [Flags]
    private enum AttemptFields
    {
        None = 0,
        Ended = 1,
        Outcome = 2,
        Error = 4,
        All = 7,
    }

    private static void Write(RowWriter writer, AttemptRecord attempt)
    {
        var fields = (attempt.EndedAt is null ? 0 : AttemptFields.Ended)
            | (attempt.Outcome is null ? 0 : AttemptFields.Outcome)
            | (attempt.Error is null ? 0 : AttemptFields.Error);
        writer.Byte((byte)fields);
        writer.Signed(attempt.Attempt);
        writer.Signed(attempt.Token);
        writer.Text(attempt.Node);
        writer.Signed(attempt.StartedAt);
        if (attempt.EndedAt is { } ended)
            writer.Signed(ended);
        if (attempt.Outcome is { } outcome)
            writer.Byte((byte)outcome);
        if (attempt.Error is { } error)
            Write(writer, error);
    }

    private static AttemptRecord ReadAttempt(ref RowReader reader)
    {
        var fields = (AttemptFields)reader.Enumeration((int)AttemptFields.All);
        return new(
            reader.Int32(),
            reader.Signed(),
            reader.CommonText(),
            reader.Signed(),
            fields.HasFlag(AttemptFields.Ended) ? reader.Signed() : null,
            fields.HasFlag(AttemptFields.Outcome) ? (AttemptOutcome)reader.Enumeration((int)AttemptOutcome.Released) : null,
            fields.HasFlag(AttemptFields.Error) ? ReadError(ref reader) : null);
    }

    private static void Write(RowWriter writer, JobError error)
    {
        writer.Text(error.Code);
        writer.Text(error.Message);
        writer.Byte(error.Detail is null ? (byte)0 : (byte)1);
        if (error.Detail is { } detail)
            writer.Text(detail);
    }

    private static JobError ReadError(ref RowReader reader) =>
        new(reader.Text(), reader.Text(), reader.Enumeration(1) == 1 ? reader.Text() : null);
}
