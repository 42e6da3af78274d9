using System.Runtime.InteropServices;
using System.Text.Json;

namespace JobScheduler.Client.Mapping;

/// <summary>Jobs as the HTTP API shows them.</summary>
internal static class JobReader
{
    public static JobSnapshot Job(JsonElement json) => new()
    {
        JobId = json.Text("job_id"),
        JobType = json.Text("job_type"),
        Queue = json.Text("queue"),
        Priority = json.Int("priority"),
        State = State(json),
        WaitingReason = EnumNames<WaitingReason>.OrNull(json.TextOrNull("waiting_reason")),
        Attempt = json.Int("attempt"),
        AttemptsUsed = json.Int("attempts_used"),
        MaxAttempts = json.Int("max_attempts"),
        FencingToken = json.Long("fencing_token"),
        RunAt = json.Time("run_at"),
        SubmittedAt = json.Time("submitted_at"),
        StartedAt = json.TimeOrNull("started_at"),
        FinishedAt = json.TimeOrNull("finished_at"),
        CancelRequestedAt = json.TimeOrNull("cancel_requested_at"),
        ProgressPercent = json.DoubleOrNull("progress_percent"),
        Message = json.TextOrNull("message"),
        Error = Error(json.Member("error")),
        Timeout = json.MillisecondsOrNull("timeout_ms"),
        ExpiresAt = json.TimeOrNull("expires_at"),
        IdempotencyKey = json.TextOrNull("idempotency_key"),
        ConcurrencyKey = json.TextOrNull("concurrency_key"),
        Tags = [.. json.Items("tags").Select(t => t.GetString() ?? "")],
        TraceId = json.TextOrNull("trace_id") ?? "",
        ScheduleId = json.TextOrNull("schedule_id"),
        NominalAt = json.TimeOrNull("nominal_at"),
        UpdatedAt = json.TimeOrNull("updated_at") ?? json.TimeOrNull("finished_at") ?? json.TimeOrNull("started_at") ?? json.Time("submitted_at"),
        Fingerprint = json.TextOrNull("fingerprint"),
        Payload = Raw(json.Member("payload")),
        Result = Raw(json.Member("result")),
        Retry = Retry(json.Member("retry")),
        Attempts = [.. json.Items("attempts").Select(Attempt)],
    };

    /// <summary>A job of a list: what lists leave out is absent, and absent members read as null.</summary>
    public static JobSummary Summary(JsonElement json) => Job(json);

    public static JobStatusSnapshot Status(JsonElement json) =>
        new(json.Text("job_id"), State(json), json.DoubleOrNull("progress_percent"), json.TextOrNull("message"), json.Time("updated_at"));

    public static AttemptLog Log(JsonElement json) => new(
        json.Text("job_id"), json.Int("attempt"), json.Bool("truncated"),
        [.. json.Items("lines").Select(line => new LogLine(
            line.Time("at"), EnumNames<LogLineLevel>.Required(line.Text("level")), line.TextOrNull("message") ?? ""))]);

    public static BatchEntry BatchEntry(JsonElement json) => new(json.Text("job_id"), json.Bool("created"));

    public static JobState State(JsonElement json) => EnumNames<JobState>.Required(json.Text("state"));

    private static AttemptSnapshot Attempt(JsonElement json) => new()
    {
        Attempt = json.Int("attempt"),
        FencingToken = json.Long("fencing_token"),
        Node = json.TextOrNull("node") ?? "",
        StartedAt = json.Time("started_at"),
        EndedAt = json.TimeOrNull("ended_at"),
        Outcome = json.TextOrNull("outcome") is { } outcome ? EnumNames<AttemptOutcome>.Required(outcome) : null,
        Error = Error(json.Member("error")),
    };

    private static JobError? Error(JsonElement? json) =>
        json is { } error ? new JobError(error.Text("code"), error.TextOrNull("message") ?? "", error.TextOrNull("detail")) : null;

    public static RetryPolicy Retry(JsonElement? json)
    {
        if (json is not { } retry)
            return RetryPolicy.Default;
        var policy = new RetryPolicy { Kind = EnumNames<RetryKind>.Required(retry.Text("kind")) };
        return policy with
        {
            Initial = retry.MillisecondsOrNull("initial_ms") ?? policy.Initial,
            Factor = retry.DoubleOrNull("factor") ?? policy.Factor,
            Max = retry.MillisecondsOrNull("max_ms") ?? policy.Max,
            Jitter = retry.DoubleOrNull("jitter") ?? (policy.Kind == RetryKind.Exponential ? policy.Jitter : 0),
            Delays = [.. retry.Items("delays_ms").Select(d => TimeSpan.FromMilliseconds(d.GetInt64()))],
        };
    }

    /// <summary>The bytes of the value as the server sent them.</summary>
    public static RawJson? Raw(JsonElement? json) =>
        json is { } value ? RawJson.FromTrusted(JsonMarshal.GetRawUtf8Value(value).ToArray()) : null;
}
