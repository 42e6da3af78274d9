namespace JobScheduler.Grains.Storage;

/// <content>Schedules: the definition, what changes with every occurrence, and decisions.</content>
public static partial class RowCodec
{
    [Flags]
    private enum DefinitionFields
    {
        None = 0,
        Exclude = 1,
        StartAt = 2,
        EndAt = 4,
        MaxRuns = 8,
        All = 15,
    }

    [Flags]
    private enum ScheduleFields
    {
        None = 0,
        Paused = 1,
        Note = 2,
        PausedBy = 4,
        PausedAt = 8,
        LastRunAt = 16,
        NextAt = 32,
        Place = 64,
        Waiting = 128,
        Open = 256,
        Backfills = 512,
        All = 1023,
    }

    [Flags]
    private enum DecisionFields
    {
        None = 0,
        Until = 1,
        Reason = 2,
        JobId = 4,
        All = 7,
    }

    /// <summary>Begins a row with a definition in it, its job's spec included but not that one's payload.</summary>
    /// <param name="writer">Where to; cleared first.</param>
    /// <param name="spec">The definition.</param>
    public static void WriteDefinition(RowWriter writer, ScheduleSpec spec)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(spec);
        Begin(writer);
        var fields = (spec.Exclude.Length == 0 ? 0 : DefinitionFields.Exclude)
            | (spec.StartAt is null ? 0 : DefinitionFields.StartAt)
            | (spec.EndAt is null ? 0 : DefinitionFields.EndAt)
            | (spec.MaxRuns is null ? 0 : DefinitionFields.MaxRuns);
        writer.Unsigned((ulong)fields);
        writer.Text(spec.Cron);
        writer.Text(spec.TimeZone);
        writer.HexText(spec.DefinitionHash);
        writer.Byte((byte)spec.Overlap);
        writer.Byte((byte)spec.Misfire);
        writer.Signed(spec.CatchUpWindowMs);
        writer.Signed(spec.CatchUpLimit);
        writer.Signed(spec.JitterMs);
        writer.Signed(spec.PhaseMs);
        if (spec.Exclude.Length > 0)
            WriteTexts(writer, spec.Exclude);
        WriteOptional(writer, spec.StartAt);
        WriteOptional(writer, spec.EndAt);
        WriteOptional(writer, spec.MaxRuns);
        Write(writer, spec.Job);
    }

    /// <summary>Reads a definition.</summary>
    /// <param name="row">What <see cref="WriteDefinition"/> wrote.</param>
    /// <param name="payload">Its job's payload.</param>
    /// <exception cref="InvalidDataException">A newer version wrote it, or it is damaged.</exception>
    public static ScheduleSpec ReadDefinition(ReadOnlySpan<byte> row, RawJson? payload)
    {
        var reader = Begin(row);
        var fields = (DefinitionFields)Fields(reader.Unsigned(), (ulong)DefinitionFields.All, "definition");

        bool Has(DefinitionFields field) => (fields & field) != 0;

        var cron = reader.Text();
        var timeZone = reader.Text();
        var hash = reader.HexText();
        var overlap = (OverlapPolicy)reader.Enumeration((int)OverlapPolicy.Allow);
        var misfire = (MisfirePolicy)reader.Enumeration((int)MisfirePolicy.Skip);
        var spec = new ScheduleSpec
        {
            Cron = cron,
            TimeZone = timeZone,
            DefinitionHash = hash,
            Overlap = overlap,
            Misfire = misfire,
            CatchUpWindowMs = reader.Signed(),
            CatchUpLimit = reader.Int32(),
            JitterMs = reader.Signed(),
            PhaseMs = reader.Signed(),
            Exclude = Has(DefinitionFields.Exclude) ? ReadTexts(ref reader) : [],
            StartAt = Has(DefinitionFields.StartAt) ? reader.Signed() : null,
            EndAt = Has(DefinitionFields.EndAt) ? reader.Signed() : null,
            MaxRuns = Has(DefinitionFields.MaxRuns) ? reader.Signed() : null,
            Job = ReadSpec(ref reader, payload, out _),
        };
        reader.End();
        return spec;
    }

    /// <summary>Begins a row with all that changes of a schedule.</summary>
    /// <param name="writer">Where to; cleared first.</param>
    /// <param name="schedule">The schedule.</param>
    public static void WriteScheduleChanges(RowWriter writer, ScheduleRecord schedule)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(schedule);
        Begin(writer);
        writer.Unsigned((ulong)FieldsOf(schedule));
        writer.Signed(schedule.Version);
        writer.Signed(schedule.UpdatedAt);
        writer.Signed(schedule.Runs);
        writer.Signed(schedule.DecidedThrough);
        writer.Signed(schedule.NextDecision);
        writer.Signed(schedule.Active);
        WriteOptional(writer, schedule.Note);
        WriteOptional(writer, schedule.PausedBy);
        WriteOptional(writer, schedule.PausedAt);
        WriteOptional(writer, schedule.LastRunAt);
        WriteOptional(writer, schedule.NextAt);
        if (schedule.At is { } place)
        {
            writer.Signed(place.At);
            writer.Signed(place.Order);
        }

        if (schedule.Waiting.Count > 0)
            WriteWaiting(writer, schedule.Waiting);
        if (schedule.Open is { } open)
            Write(writer, open);
        if (schedule.Backfills.Count > 0)
            WriteBackfills(writer, schedule.Backfills);
    }

    /// <summary>Reads what changes of a schedule into its row.</summary>
    /// <param name="row">What <see cref="WriteScheduleChanges"/> wrote.</param>
    /// <param name="identity">The schedule's id, definition and creation.</param>
    /// <exception cref="InvalidDataException">A newer version wrote it, or it is damaged.</exception>
    public static ScheduleRecord ReadScheduleChanges(ReadOnlySpan<byte> row, ScheduleRecord identity)
    {
        var reader = Begin(row);
        var fields = (ScheduleFields)Fields(reader.Unsigned(), (ulong)ScheduleFields.All, "schedule");

        bool Has(ScheduleFields field) => (fields & field) != 0;

        var schedule = identity with
        {
            Version = reader.Signed(),
            UpdatedAt = reader.Signed(),
            Runs = reader.Signed(),
            DecidedThrough = reader.Signed(),
            NextDecision = reader.Signed(),
            Active = reader.Signed(),
            Paused = Has(ScheduleFields.Paused),
            Note = Has(ScheduleFields.Note) ? reader.Text() : null,
            PausedBy = Has(ScheduleFields.PausedBy) ? reader.Text() : null,
            PausedAt = Has(ScheduleFields.PausedAt) ? reader.Signed() : null,
            LastRunAt = Has(ScheduleFields.LastRunAt) ? reader.Signed() : null,
            NextAt = Has(ScheduleFields.NextAt) ? reader.Signed() : null,
            At = Has(ScheduleFields.Place) ? new(reader.Signed(), reader.Signed()) : null,
            Waiting = Has(ScheduleFields.Waiting) ? ReadWaiting(ref reader) : [],
            Open = Has(ScheduleFields.Open) ? ReadDecision(ref reader) : null,
            Backfills = Has(ScheduleFields.Backfills) ? ReadBackfills(ref reader) : [],
        };
        reader.End();
        return schedule;
    }

    /// <summary>Begins a row with a decision in it.</summary>
    /// <param name="writer">Where to; cleared first.</param>
    /// <param name="decision">The decision.</param>
    public static void WriteDecision(RowWriter writer, DecisionRecord decision)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(decision);
        Begin(writer);
        Write(writer, decision);
    }

    /// <summary>Reads a decision.</summary>
    /// <param name="row">What <see cref="WriteDecision"/> wrote.</param>
    /// <exception cref="InvalidDataException">A newer version wrote it, or it is damaged.</exception>
    public static DecisionRecord ReadDecision(ReadOnlySpan<byte> row)
    {
        var reader = Begin(row);
        var decision = ReadDecision(ref reader);
        reader.End();
        return decision;
    }

    private static ScheduleFields FieldsOf(ScheduleRecord schedule) =>
        (schedule.Paused ? ScheduleFields.Paused : 0)
        | (schedule.Note is null ? 0 : ScheduleFields.Note)
        | (schedule.PausedBy is null ? 0 : ScheduleFields.PausedBy)
        | (schedule.PausedAt is null ? 0 : ScheduleFields.PausedAt)
        | (schedule.LastRunAt is null ? 0 : ScheduleFields.LastRunAt)
        | (schedule.NextAt is null ? 0 : ScheduleFields.NextAt)
        | (schedule.At is null ? 0 : ScheduleFields.Place)
        | (schedule.Waiting.Count == 0 ? 0 : ScheduleFields.Waiting)
        | (schedule.Open is null ? 0 : ScheduleFields.Open)
        | (schedule.Backfills.Count == 0 ? 0 : ScheduleFields.Backfills);

    private static void Write(RowWriter writer, DecisionRecord decision)
    {
        var fields = (decision.Until is null ? 0 : DecisionFields.Until)
            | (decision.Reason is null ? 0 : DecisionFields.Reason)
            | (decision.JobId is null ? 0 : DecisionFields.JobId);
        writer.Byte((byte)fields);
        writer.Signed(decision.Number);
        writer.Byte((byte)decision.Decision);
        writer.Signed(decision.NominalAt);
        WriteOptional(writer, decision.Until);
        writer.Signed(decision.Count);
        writer.Signed(decision.DecidedAt);
        WriteOptional(writer, decision.Reason);
        WriteOptional(writer, decision.JobId);
    }

    private static DecisionRecord ReadDecision(ref RowReader reader)
    {
        var fields = (DecisionFields)reader.Enumeration((int)DecisionFields.All);
        return new(
            reader.Signed(),
            (ScheduleDecision)reader.Enumeration((int)ScheduleDecision.Triggered),
            reader.Signed(),
            fields.HasFlag(DecisionFields.Until) ? reader.Signed() : null,
            reader.Signed(),
            reader.Signed(),
            fields.HasFlag(DecisionFields.Reason) ? reader.Text() : null,
            fields.HasFlag(DecisionFields.JobId) ? reader.Text() : null);
    }

    private static void WriteWaiting(RowWriter writer, IReadOnlyList<long> waiting)
    {
        writer.Unsigned((ulong)waiting.Count);
        foreach (var nominal in waiting)
            writer.Signed(nominal);
    }

    private static long[] ReadWaiting(ref RowReader reader)
    {
        var waiting = new long[reader.Count()];
        for (var i = 0; i < waiting.Length; i++)
            waiting[i] = reader.Signed();
        return waiting;
    }

    private static void WriteBackfills(RowWriter writer, IReadOnlyList<BackfillRecord> backfills)
    {
        writer.Unsigned((ulong)backfills.Count);
        foreach (var backfill in backfills)
        {
            writer.Signed(backfill.Next);
            writer.Signed(backfill.To);
            writer.Byte((byte)backfill.Overlap);
        }
    }

    private static BackfillRecord[] ReadBackfills(ref RowReader reader)
    {
        var backfills = new BackfillRecord[reader.Count()];
        for (var i = 0; i < backfills.Length; i++)
            backfills[i] = new(reader.Signed(), reader.Signed(), (OverlapPolicy)reader.Enumeration((int)OverlapPolicy.Allow));
        return backfills;
    }

    private static ulong Fields(ulong bits, ulong known, string what) => bits <= known
        ? bits
        : throw new InvalidDataException($"A newer version wrote the {what}: its fields {bits:x} are not all known.");
}
