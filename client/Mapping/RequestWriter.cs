using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JobScheduler.Client.Mapping;

/// <summary>Bodies of requests. What is null is left out: the server fills in defaults.</summary>
internal static class RequestWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Submission(JobSubmission submission) => Write(w => Submission(w, submission, submission.IdempotencyKey));

    /// <param name="submissions">The jobs.</param>
    /// <param name="keyOf">The idempotency key written for entry i, or null.</param>
    public static byte[] Batch(IReadOnlyList<JobSubmission> submissions, Func<int, string?> keyOf) => Write(w =>
    {
        w.WriteStartObject();
        w.WriteStartArray("jobs");
        for (var i = 0; i < submissions.Count; i++)
            Submission(w, submissions[i], keyOf(i));
        w.WriteEndArray();
        w.WriteEndObject();
    });

    public static byte[] Move(JobMove change) => Write(w =>
    {
        w.WriteStartObject();
        Time(w, "run_at", change.RunAt);
        Milliseconds(w, "delay_ms", change.Delay);
        Number(w, "priority", change.Priority);
        w.WriteEndObject();
    });

    public static byte[] Pause(string? note, string? by) => Write(w =>
    {
        w.WriteStartObject();
        Text(w, "note", note);
        Text(w, "by", by);
        w.WriteEndObject();
    });

    public static byte[] Bulk(BulkRequest request) => Write(w =>
    {
        w.WriteStartObject();
        if (request.Ids is not null)
            Texts(w, "ids", request.Ids);
        if (request.Filter is not null)
        {
            w.WriteStartObject("filter");
            foreach (var group in FilterParameters.Of(request.Filter).GroupBy(p => p.Name, p => p.Value))
            {
                if (group.Key is "from" or "to")
                    w.WriteString(group.Key, group.Single());
                else
                    Texts(w, group.Key, group);
            }

            w.WriteEndObject();
        }

        w.WriteNumber("limit", request.Limit);
        w.WriteBoolean("dry_run", request.DryRun);
        Text(w, "reason", request.Reason);
        w.WriteEndObject();
    });

    /// <summary>UTC with all digits that the value has: the server rounds up to the millisecond, so never early.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Whole milliseconds, rounded up for the same reason.</summary>
    public static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.Ticks / (decimal)TimeSpan.TicksPerMillisecond);

    /// <summary>A submission within a body.</summary>
    public static void Submission(Utf8JsonWriter w, JobSubmission job, string? key)
    {
        w.WriteStartObject();
        w.WriteString("job_type", job.JobType);
        if (job.Payload is not null)
        {
            w.WritePropertyName("payload");
            w.WriteRawValue(job.Payload.Utf8.Span, skipInputValidation: true);
        }

        Text(w, "queue", job.Queue);
        Number(w, "priority", job.Priority);
        Time(w, "run_at", job.RunAt);
        Milliseconds(w, "delay_ms", job.Delay);
        Number(w, "max_attempts", job.MaxAttempts);
        if (job.Retry is not null)
            Retry(w, job.Retry);
        Milliseconds(w, "timeout_ms", job.Timeout);
        Time(w, "expires_at", job.ExpiresAt);
        Text(w, "idempotency_key", key);
        Text(w, "concurrency_key", job.ConcurrencyKey);
        if (job.Tags.Count > 0)
            Texts(w, "tags", job.Tags);
        w.WriteEndObject();
    }

    /// <summary>Only what the kind knows: a member of another kind would be refused.</summary>
    private static void Retry(Utf8JsonWriter w, RetryPolicy retry)
    {
        w.WriteStartObject("retry");
        w.WriteString("kind", EnumNames<RetryKind>.Of(retry.Kind));
        if (retry.Kind is RetryKind.Exponential or RetryKind.Fixed)
        {
            w.WriteNumber("initial_ms", Milliseconds(retry.Initial));
            w.WriteNumber("jitter", retry.Jitter);
        }

        if (retry.Kind is RetryKind.Exponential)
        {
            w.WriteNumber("factor", retry.Factor);
            w.WriteNumber("max_ms", Milliseconds(retry.Max));
        }

        if (retry.Kind is RetryKind.Explicit)
        {
            w.WriteStartArray("delays_ms");
            foreach (var delay in retry.Delays)
                w.WriteNumberValue(Milliseconds(delay));
            w.WriteEndArray();
        }

        w.WriteEndObject();
    }

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
            write(writer);
        return buffer.WrittenSpan.ToArray();
    }

    public static void Text(Utf8JsonWriter w, string name, string? value)
    {
        if (value is not null)
            w.WriteString(name, value);
    }

    public static void Texts(Utf8JsonWriter w, string name, IEnumerable<string> values)
    {
        w.WriteStartArray(name);
        foreach (var value in values)
            w.WriteStringValue(value);
        w.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter w, string name, int? value)
    {
        if (value is { } number)
            w.WriteNumber(name, number);
    }

    public static void Milliseconds(Utf8JsonWriter w, string name, TimeSpan? value)
    {
        if (value is { } time)
            w.WriteNumber(name, Milliseconds(time));
    }

    public static void Time(Utf8JsonWriter w, string name, DateTimeOffset? value)
    {
        if (value is { } time)
            w.WriteString(name, Time(time));
    }
}
