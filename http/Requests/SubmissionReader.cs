using System.Text.Json;

namespace JobScheduler.Http.Requests;

/// <summary>Reads a submission: its shape here, its values by the client.</summary>
internal static class SubmissionReader
{
    /// <summary>The submission; null when it has no job type, which is noted.</summary>
    /// <param name="value">The object.</param>
    /// <param name="path">Where it lies in the body; empty: it is the body.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public static JobSubmission? Read(JsonElement value, string path, RequestErrors errors)
    {
        var submission = new JobSubmission { JobType = "" };
        string? jobType = null;
        var given = false;
        foreach (var field in Field.Of(value, path, errors))
        {
            if (field.Name == "job_type")
            {
                jobType = field.Text();
                given = !field.IsNull;
            }
            else
            {
                submission = With(submission, field, errors);
            }
        }

        if (!given && value.ValueKind is JsonValueKind.Object)
            errors.Malformed(path.Length == 0 ? "job_type" : path + ".job_type", "is required");
        return jobType is null ? null : submission with { JobType = jobType };
    }

    private static JobSubmission With(JobSubmission submission, Field field, RequestErrors errors)
    {
        switch (field.Name)
        {
            case "payload": return submission with { Payload = field.Raw() };
            case "queue": return submission with { Queue = field.Text() };
            case "priority": return submission with { Priority = field.Int() };
            case "run_at": return submission with { RunAt = field.Time() };
            case "delay_ms": return submission with { Delay = field.Milliseconds() };
            case "max_attempts": return submission with { MaxAttempts = field.Int() };
            case "retry": return submission with { Retry = RetryReader.Read(field, errors) };
            case "timeout_ms": return submission with { Timeout = field.Milliseconds() };
            case "expires_at": return submission with { ExpiresAt = field.Time() };
            case "idempotency_key": return submission with { IdempotencyKey = field.Text() };
            case "concurrency_key": return submission with { ConcurrencyKey = field.Text() };
            case "tags": return submission with { Tags = field.Texts() ?? [] };
            default:
                field.Unknown();
                return submission;
        }
    }
}
