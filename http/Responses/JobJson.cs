using System.Text.Json;

namespace JobScheduler.Http.Responses;

/// <summary>Jobs in their three forms: whole, as a list's item, and short.</summary>
internal static class JobJson
{
    public static void WriteJob(Utf8JsonWriter writer, JobSnapshot job)
    {
        writer.WriteStartObject();
        WriteProgress(writer, job);
        writer.WriteRaw("payload", job.Payload);
        writer.WriteRaw("result", job.Result);
        WriteError(writer, job.Error);
        WriteLimits(writer, job);
        WriteRetry(writer, job.Retry);
        WriteOrigin(writer, job);
        writer.WriteStartArray("attempts");
        foreach (var attempt in job.Attempts)
            WriteAttempt(writer, attempt);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>A list's item: without payload, result, retry and attempts.</summary>
    public static void WriteItem(Utf8JsonWriter writer, JobSummary job)
    {
        writer.WriteStartObject();
        WriteSummary(writer, job);
        writer.WriteEndObject();
    }

    public static void WriteDeadLetter(Utf8JsonWriter writer, JobSummary job)
    {
        writer.WriteStartObject();
        WriteSummary(writer, job);
        writer.WriteString("fingerprint", job.Fingerprint);
        writer.WriteEndObject();
    }

    public static void WriteStatus(Utf8JsonWriter writer, JobStatusSnapshot status)
    {
        writer.WriteStartObject();
        writer.WriteString("job_id", status.JobId);
        writer.WriteString("state", WireNames.Of(status.State));
        writer.WriteNumberOrNull("progress_percent", status.ProgressPercent);
        writer.WriteString("message", status.Message);
        writer.WriteTime("updated_at", status.UpdatedAt);
        writer.WriteEndObject();
    }

    public static void WriteLog(Utf8JsonWriter writer, AttemptLog log)
    {
        writer.WriteStartObject();
        writer.WriteString("job_id", log.JobId);
        writer.WriteNumber("attempt", log.Attempt);
        writer.WriteBoolean("truncated", log.Truncated);
        writer.WriteStartArray("lines");
        foreach (var line in log.Lines)
        {
            writer.WriteStartObject();
            writer.WriteTime("at", line.At);
            writer.WriteString("level", WireNames.Of(line.Level));
            writer.WriteString("message", line.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void WriteBatch(Utf8JsonWriter writer, IReadOnlyList<BatchEntry> entries)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("jobs");
        foreach (var entry in entries)
        {
            writer.WriteStartObject();
            writer.WriteString("job_id", entry.JobId);
            writer.WriteBoolean("created", entry.Created);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSummary(Utf8JsonWriter writer, JobSummary job)
    {
        WriteProgress(writer, job);
        WriteError(writer, job.Error);
        WriteLimits(writer, job);
        WriteOrigin(writer, job);
    }

    private static void WriteProgress(Utf8JsonWriter writer, JobSummary job)
    {
        writer.WriteString("job_id", job.JobId);
        writer.WriteString("job_type", job.JobType);
        writer.WriteString("queue", job.Queue);
        writer.WriteNumber("priority", job.Priority);
        writer.WriteString("state", WireNames.Of(job.State));
        writer.WriteString("waiting_reason", job.WaitingReason is { } reason ? WireNames.Of(reason) : null);
        writer.WriteNumber("attempt", job.Attempt);
        writer.WriteNumber("attempts_used", job.AttemptsUsed);
        writer.WriteNumber("max_attempts", job.MaxAttempts);
        writer.WriteNumber("fencing_token", job.FencingToken);
        writer.WriteTime("run_at", job.RunAt);
        writer.WriteTime("submitted_at", job.SubmittedAt);
        writer.WriteTime("started_at", job.StartedAt);
        writer.WriteTime("finished_at", job.FinishedAt);
        writer.WriteTime("cancel_requested_at", job.CancelRequestedAt);
        writer.WriteNumberOrNull("progress_percent", job.ProgressPercent);
        writer.WriteString("message", job.Message);
    }

    private static void WriteLimits(Utf8JsonWriter writer, JobSummary job)
    {
        writer.WriteMilliseconds("timeout_ms", job.Timeout);
        writer.WriteTime("expires_at", job.ExpiresAt);
    }

    private static void WriteOrigin(Utf8JsonWriter writer, JobSummary job)
    {
        writer.WriteString("idempotency_key", job.IdempotencyKey);
        writer.WriteString("concurrency_key", job.ConcurrencyKey);
        writer.WriteStartArray("tags");
        foreach (var tag in job.Tags)
            writer.WriteStringValue(tag);
        writer.WriteEndArray();
        writer.WriteString("trace_id", job.TraceId);
        writer.WriteString("schedule_id", job.ScheduleId);
        writer.WriteTime("nominal_at", job.NominalAt);
    }

    private static void WriteError(Utf8JsonWriter writer, JobError? error)
    {
        if (error is null)
        {
            writer.WriteNull("error");
            return;
        }

        writer.WriteStartObject("error");
        writer.WriteString("code", error.Code);
        writer.WriteString("message", error.Message);
        writer.WriteString("detail", error.Detail);
        writer.WriteEndObject();
    }

    private static void WriteAttempt(Utf8JsonWriter writer, AttemptSnapshot attempt)
    {
        writer.WriteStartObject();
        writer.WriteNumber("attempt", attempt.Attempt);
        writer.WriteNumber("fencing_token", attempt.FencingToken);
        writer.WriteString("node", attempt.Node);
        writer.WriteTime("started_at", attempt.StartedAt);
        writer.WriteTime("ended_at", attempt.EndedAt);
        writer.WriteString("outcome", attempt.Outcome is { } outcome ? WireNames.Of(outcome) : null);
        WriteError(writer, attempt.Error);
        writer.WriteEndObject();
    }

    // What a kind does not use is null, so that a policy can be sent back as it was shown.
    public static void WriteRetry(Utf8JsonWriter writer, RetryPolicy retry)
    {
        var grows = retry.Kind is RetryKind.Exponential;
        var delays = grows || retry.Kind is RetryKind.Fixed;
        writer.WriteStartObject("retry");
        writer.WriteString("kind", WireNames.Of(retry.Kind));
        writer.WriteMilliseconds("initial_ms", delays ? retry.Initial : null);
        writer.WriteNumberOrNull("factor", grows ? retry.Factor : null);
        writer.WriteMilliseconds("max_ms", grows ? retry.Max : null);
        writer.WriteNumberOrNull("jitter", delays ? retry.Jitter : null);
        if (retry.Kind is RetryKind.Explicit)
        {
            writer.WriteStartArray("delays_ms");
            foreach (var delay in retry.Delays)
                writer.WriteNumberValue(delay.Ticks / TimeSpan.TicksPerMillisecond);
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteNull("delays_ms");
        }

        writer.WriteEndObject();
    }
}
