using System.Text.Json;

namespace JobScheduler.Hosting.Submissions;

/// <summary>
/// The hash by which two requests with one idempotency key are compared. It covers, after defaults are filled in: job_type, the
/// payload as canonical JSON, queue, priority, run_at, delay_ms as sent, max_attempts, retry, timeout_ms, expires_at and tags in
/// their order; never trace headers. Stored: it must not change for a request that is still kept.
/// </summary>
internal static class RequestHash
{
    /// <summary>32 hex digits.</summary>
    /// <param name="spec">The resolved request; its own hash is ignored.</param>
    /// <param name="payload">The parsed payload; null if there is none.</param>
    /// <exception cref="InvalidOperationException">A string of the payload has half of a surrogate pair.</exception>
    public static string Compute(JobSpec spec, JsonElement? payload) =>
        CanonicalHash.Compute((Spec: spec, Payload: payload), static (writer, request) => Write(writer, request.Spec, request.Payload));

    private static void Write(Utf8JsonWriter writer, JobSpec spec, JsonElement? payload)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(spec.JobType);
        if (payload is { } value)
            CanonicalJson.Write(writer, value);
        else
            writer.WriteNullValue();
        writer.WriteStringValue(spec.Queue);
        writer.WriteNumberValue(spec.Priority);
        CanonicalHash.WriteNumber(writer, spec.RunAt);
        CanonicalHash.WriteNumber(writer, spec.DelayMs);
        writer.WriteNumberValue(spec.MaxAttempts);
        WriteRetry(writer, spec.Retry);
        CanonicalHash.WriteNumber(writer, spec.TimeoutMs);
        CanonicalHash.WriteNumber(writer, spec.ExpiresAt);
        writer.WriteStartArray();
        foreach (var tag in spec.Tags)
            writer.WriteStringValue(tag);
        writer.WriteEndArray();
        writer.WriteEndArray();
    }

    private static void WriteRetry(Utf8JsonWriter writer, RetryPolicy retry)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue((int)retry.Kind);
        writer.WriteNumberValue((long)retry.Initial.TotalMilliseconds);
        writer.WriteNumberValue(retry.Factor);
        writer.WriteNumberValue((long)retry.Max.TotalMilliseconds);
        writer.WriteNumberValue(retry.Jitter);
        foreach (var delay in retry.Delays)
            writer.WriteNumberValue((long)delay.TotalMilliseconds);
        writer.WriteEndArray();
    }
}
