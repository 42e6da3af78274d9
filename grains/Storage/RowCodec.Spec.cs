namespace JobScheduler.Grains.Storage;

/// <content>The spec: written once, with the job.</content>
public static partial class RowCodec
{
    [Flags]
    private enum SpecFields
    {
        None = 0,
        Payload = 1,
        Priority = 2,
        RunAt = 4,
        DelayMs = 8,
        Retry = 16,
        TimeoutMs = 32,
        ExpiresAt = 64,
        IdempotencyKey = 128,
        ConcurrencyKey = 256,
        Tags = 512,
        TraceState = 1024,
        ScheduleId = 2048,
        NominalAt = 4096,
        PlainTraceParent = 8192,
        All = 16383,
    }

    /// <summary>Begins a row with a spec in it, without its payload but with the payload's length.</summary>
    /// <param name="writer">Where to; cleared first.</param>
    /// <param name="spec">The spec.</param>
    public static void WriteSpec(RowWriter writer, JobSpec spec)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(spec);
        Begin(writer);
        Write(writer, spec);
    }

    /// <summary>Reads a spec.</summary>
    /// <param name="row">What <see cref="WriteSpec"/> wrote.</param>
    /// <param name="payload">The payload, if it was read too.</param>
    /// <param name="payloadLength">Length of the payload it was written with; 0: it had none.</param>
    /// <param name="texts">Texts that many rows have; null: every text is a new string.</param>
    /// <exception cref="InvalidDataException">A newer version wrote it, or it is damaged.</exception>
    public static JobSpec ReadSpec(ReadOnlySpan<byte> row, RawJson? payload, out int payloadLength, RowTexts? texts = null)
    {
        var reader = Begin(row, texts);
        var spec = ReadSpec(ref reader, payload, out payloadLength);
        reader.End();
        return spec;
    }

    private static void Write(RowWriter writer, JobSpec spec)
    {
        var fields = FieldsOf(spec);
        writer.Unsigned((ulong)fields);
        writer.Text(spec.JobType);
        writer.Text(spec.Queue);
        writer.Signed(spec.MaxAttempts);
        writer.HexText(spec.RequestHash);
        if (fields.HasFlag(SpecFields.PlainTraceParent))
            writer.Text(spec.TraceParent);
        else
            WriteTraceParent(writer, spec.TraceParent);
        if (spec.Payload is { } payload)
            writer.Unsigned((ulong)payload.Length);
        if (spec.Priority != 0)
            writer.Signed(spec.Priority);
        WriteOptional(writer, spec.RunAt);
        WriteOptional(writer, spec.DelayMs);
        if (fields.HasFlag(SpecFields.Retry))
            Write(writer, spec.Retry);
        WriteOptional(writer, spec.TimeoutMs);
        WriteOptional(writer, spec.ExpiresAt);
        WriteOptional(writer, spec.IdempotencyKey);
        WriteOptional(writer, spec.ConcurrencyKey);
        if (spec.Tags.Length > 0)
            WriteTexts(writer, spec.Tags);
        WriteOptional(writer, spec.TraceState);
        WriteOptional(writer, spec.ScheduleId);
        WriteOptional(writer, spec.NominalAt);
    }

    private static JobSpec ReadSpec(ref RowReader reader, RawJson? payload, out int payloadLength)
    {
        var bits = reader.Unsigned();
        if (bits > (ulong)SpecFields.All)
            throw new InvalidDataException($"A newer version wrote the spec: its fields {bits:x} are not all known.");
        var fields = (SpecFields)bits;

        bool Has(SpecFields field) => (fields & field) != 0;

        var jobType = reader.CommonText();
        var queue = reader.CommonText();
        var maxAttempts = reader.Int32();
        var requestHash = reader.HexText();
        var traceParent = Has(SpecFields.PlainTraceParent) ? reader.Text() : ReadTraceParent(ref reader);
        payloadLength = Has(SpecFields.Payload) ? (int)Math.Min(reader.Unsigned(), int.MaxValue) : 0;
        return new()
        {
            JobType = jobType,
            Queue = queue,
            MaxAttempts = maxAttempts,
            RequestHash = requestHash,
            TraceParent = traceParent,
            Payload = payload,
            Priority = Has(SpecFields.Priority) ? reader.Int32() : 0,
            RunAt = Has(SpecFields.RunAt) ? reader.Signed() : null,
            DelayMs = Has(SpecFields.DelayMs) ? reader.Signed() : null,
            Retry = Has(SpecFields.Retry) ? ReadRetry(ref reader) : RetryPolicy.Default,
            TimeoutMs = Has(SpecFields.TimeoutMs) ? reader.Signed() : null,
            ExpiresAt = Has(SpecFields.ExpiresAt) ? reader.Signed() : null,
            IdempotencyKey = Has(SpecFields.IdempotencyKey) ? reader.Text() : null,
            ConcurrencyKey = Has(SpecFields.ConcurrencyKey) ? reader.Text() : null,
            Tags = Has(SpecFields.Tags) ? ReadTexts(ref reader) : [],
            TraceState = Has(SpecFields.TraceState) ? reader.Text() : null,
            ScheduleId = Has(SpecFields.ScheduleId) ? reader.Text() : null,
            NominalAt = Has(SpecFields.NominalAt) ? reader.Signed() : null,
        };
    }

    private static SpecFields FieldsOf(JobSpec spec) =>
        (spec.Payload is null ? 0 : SpecFields.Payload)
        | (spec.Priority == 0 ? 0 : SpecFields.Priority)
        | (spec.RunAt is null ? 0 : SpecFields.RunAt)
        | (spec.DelayMs is null ? 0 : SpecFields.DelayMs)
        | (spec.Retry.Equals(RetryPolicy.Default) ? 0 : SpecFields.Retry)
        | (spec.TimeoutMs is null ? 0 : SpecFields.TimeoutMs)
        | (spec.ExpiresAt is null ? 0 : SpecFields.ExpiresAt)
        | (spec.IdempotencyKey is null ? 0 : SpecFields.IdempotencyKey)
        | (spec.ConcurrencyKey is null ? 0 : SpecFields.ConcurrencyKey)
        | (spec.Tags.Length == 0 ? 0 : SpecFields.Tags)
        | (spec.TraceState is null ? 0 : SpecFields.TraceState)
        | (spec.ScheduleId is null ? 0 : SpecFields.ScheduleId)
        | (spec.NominalAt is null ? 0 : SpecFields.NominalAt)
        | (IsUsualTraceParent(spec.TraceParent) ? 0 : SpecFields.PlainTraceParent);

    /// <summary>version-traceid-parentid-flags in lower-case hex: https://www.w3.org/TR/trace-context/#traceparent-header</summary>
    private static bool IsUsualTraceParent(string value) =>
        value.Length == 55 && value[2] == '-' && value[35] == '-' && value[52] == '-'
        && AllHex(value.AsSpan(0, 2)) && AllHex(value.AsSpan(3, 32)) && AllHex(value.AsSpan(36, 16)) && AllHex(value.AsSpan(53, 2));

    private static bool AllHex(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(HexDigits) < 0;

    private static void WriteTraceParent(RowWriter writer, string value)
    {
        Span<byte> bytes = stackalloc byte[26];
        Convert.FromHexString(value.AsSpan(0, 2), bytes[..1], out _, out _);
        Convert.FromHexString(value.AsSpan(3, 32), bytes[1..17], out _, out _);
        Convert.FromHexString(value.AsSpan(36, 16), bytes[17..25], out _, out _);
        Convert.FromHexString(value.AsSpan(53, 2), bytes[25..], out _, out _);
        writer.Bytes(bytes);
    }

    private static string ReadTraceParent(ref RowReader reader)
    {
        Span<char> text = stackalloc char[55];
        text[2] = text[35] = text[52] = '-';
        Convert.TryToHexStringLower(reader.Bytes(1), text[..2], out _);
        Convert.TryToHexStringLower(reader.Bytes(16), text[3..35], out _);
        Convert.TryToHexStringLower(reader.Bytes(8), text[36..52], out _);
        Convert.TryToHexStringLower(reader.Bytes(1), text[53..], out _);
        return new(text);
    }

    private static void WriteOptional(RowWriter writer, long? value)
    {
        if (value is { } present)
            writer.Signed(present);
    }

    private static void WriteOptional(RowWriter writer, string? value)
    {
        if (value is not null)
            writer.Text(value);
    }

    private static void WriteTexts(RowWriter writer, string[] texts)
    {
        writer.Unsigned((ulong)texts.Length);
        foreach (var text in texts)
            writer.Text(text);
    }

    private static string[] ReadTexts(ref RowReader reader)
    {
        var texts = new string[reader.Count()];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = reader.Text();
        return texts;
    }

    private static void Write(RowWriter writer, RetryPolicy retry)
    {
        writer.Byte((byte)retry.Kind);
        writer.Signed(retry.Initial.Ticks);
        writer.Double(retry.Factor);
        writer.Signed(retry.Max.Ticks);
        writer.Double(retry.Jitter);
        writer.Unsigned((ulong)retry.Delays.Count);
        foreach (var delay in retry.Delays)
            writer.Signed(delay.Ticks);
    }

    private static RetryPolicy ReadRetry(ref RowReader reader)
    {
        var policy = new RetryPolicy
        {
            Kind = (RetryKind)reader.Enumeration((int)RetryKind.None),
            Initial = new(reader.Signed()),
            Factor = reader.Double(),
            Max = new(reader.Signed()),
            Jitter = reader.Double(),
        };
        var delays = new TimeSpan[reader.Count()];
        for (var i = 0; i < delays.Length; i++)
            delays[i] = new(reader.Signed());
        return delays.Length == 0 ? policy : policy with { Delays = delays };
    }
}
