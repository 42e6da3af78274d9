namespace JobScheduler.Grains.Storage;

/// <content>The part of a job's row that changes.</content>
public static partial class RowCodec
{
    [Flags]
    private enum ChangeFields
    {
        None = 0,
        Line = 1,
        Newest = 2,
        FinishedAt = 4,
        CancelRequestedAt = 8,
        ProgressPercent = 16,
        Message = 32,
        Error = 64,
        ErrorIsNewest = 128,
        Fingerprint = 256,
        Place = 512,
        Counts = 1024,
        Logs = 2048,
        All = 4095,
    }

    /// <summary>Begins a row with all that changes of a job, except its result.</summary>
    /// <param name="writer">Where to; cleared first.</param>
    /// <param name="job">The job.</param>
    public static void WriteChanges(RowWriter writer, JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(job);
        Begin(writer);
        var fields = FieldsOf(job);
        writer.Unsigned((ulong)fields);
        writer.Byte((byte)job.State);
        writer.Byte((byte)job.Wait);
        writer.Signed(job.RunAt);
        writer.Signed(job.UpdatedAt);
        writer.Signed(job.Priority);
        if (job.Line is { } line)
        {
            writer.Byte((byte)line.Kind);
            writer.Text(line.Name);
            writer.Signed(line.Priority);
        }

        if (fields.HasFlag(ChangeFields.Place))
        {
            writer.Signed(job.At.At);
            writer.Signed(job.At.Order);
        }

        if (fields.HasFlag(ChangeFields.Counts))
        {
            writer.Signed(job.Attempt);
            writer.Signed(job.AttemptsUsed);
            writer.Signed(job.LostInRow);
            writer.Signed(job.Token);
            writer.Signed(job.Revision);
        }

        if (job.Newest is { } newest)
            Write(writer, newest);
        WriteOptional(writer, job.FinishedAt);
        WriteOptional(writer, job.CancelRequestedAt);
        if (job.ProgressPercent is { } percent)
            writer.Double(percent);
        WriteOptional(writer, job.Message);
        if (fields.HasFlag(ChangeFields.Error))
            Write(writer, job.Error!);
        if (job.Fingerprint is { } fingerprint)
            writer.HexText(fingerprint);
    }

    /// <summary>Makes a job's row of what changes of it and of the rest.</summary>
    /// <param name="row">What <see cref="WriteChanges"/> wrote.</param>
    /// <param name="rest">What a store keeps beside it.</param>
    /// <param name="texts">Texts that many rows have; null: every text is a new string.</param>
    /// <exception cref="InvalidDataException">A newer version wrote it, or it is damaged.</exception>
    public static JobRecord ReadJob(ReadOnlySpan<byte> row, in JobRest rest, RowTexts? texts = null)
    {
        var reader = Begin(row, texts);
        var bits = reader.Unsigned();
        if (bits > (ulong)ChangeFields.All)
            throw new InvalidDataException($"A newer version wrote the row: its fields {bits:x} are not all known.");
        var fields = (ChangeFields)bits;

        bool Has(ChangeFields field) => (fields & field) != 0;

        var counts = Has(ChangeFields.Counts);
        var job = new JobRecord
        {
            JobId = rest.JobId,
            Sequence = rest.Sequence,
            SubmittedAt = rest.SubmittedAt,
            Spec = rest.Spec,
            Result = rest.Result,
            PayloadOmitted = rest.PayloadOmitted,
            State = (StoredState)reader.Enumeration((int)StoredState.Cancelled),
            Wait = (WaitingReason)reader.Enumeration((int)WaitingReason.Loading),
            RunAt = reader.Signed(),
            UpdatedAt = reader.Signed(),
            Priority = reader.Int32(),
            Line = Has(ChangeFields.Line) ? new((LineKind)reader.Enumeration((int)LineKind.Type), reader.CommonText(), reader.Int32()) : null,
            At = Has(ChangeFields.Place) ? new(reader.Signed(), reader.Signed()) : default,
            Attempt = counts ? reader.Int32() : 0,
            AttemptsUsed = counts ? reader.Int32() : 0,
            LostInRow = counts ? reader.Int32() : 0,
            Token = counts ? reader.Signed() : 0,
            Revision = counts ? reader.Int32() : 0,
            Newest = Has(ChangeFields.Newest) ? ReadAttempt(ref reader) : null,
            FinishedAt = Has(ChangeFields.FinishedAt) ? reader.Signed() : null,
            CancelRequestedAt = Has(ChangeFields.CancelRequestedAt) ? reader.Signed() : null,
            ProgressPercent = Has(ChangeFields.ProgressPercent) ? reader.Double() : null,
            Message = Has(ChangeFields.Message) ? reader.Text() : null,
            Error = Has(ChangeFields.Error) ? ReadError(ref reader) : null,
            Fingerprint = Has(ChangeFields.Fingerprint) ? reader.HexText() : null,
            HasLogs = Has(ChangeFields.Logs),
        };
        reader.End();
        return Has(ChangeFields.ErrorIsNewest) ? job with { Error = job.Newest?.Error } : job;
    }

    private static ChangeFields FieldsOf(JobRecord job)
    {
        // The job's error usually is that of its newest attempt: up to 16 KiB that need not be there twice.
        var sameError = job.Error is not null && job.Error.Equals(job.Newest?.Error);
        return (job.Line is null ? 0 : ChangeFields.Line)
            | (job.Newest is null ? 0 : ChangeFields.Newest)
            | (job.FinishedAt is null ? 0 : ChangeFields.FinishedAt)
            | (job.CancelRequestedAt is null ? 0 : ChangeFields.CancelRequestedAt)
            | (job.ProgressPercent is null ? 0 : ChangeFields.ProgressPercent)
            | (job.Message is null ? 0 : ChangeFields.Message)
            | (job.Error is null || sameError ? 0 : ChangeFields.Error)
            | (sameError ? ChangeFields.ErrorIsNewest : 0)
            | (job.Fingerprint is null ? 0 : ChangeFields.Fingerprint)
            | (job.HasLogs ? ChangeFields.Logs : 0)
            | (job.At == default ? 0 : ChangeFields.Place)
            | ((job.Attempt | job.AttemptsUsed | job.LostInRow | job.Revision) == 0 && job.Token == 0 ? 0 : ChangeFields.Counts);
    }
}
