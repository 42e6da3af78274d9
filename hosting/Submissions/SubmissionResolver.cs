using JobScheduler.Hosting.Handlers;
using JobScheduler.Hosting.Registration;
using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.Submissions;

/// <summary>
/// Turns what a caller asks for into a <see cref="JobSpec"/>: checks every value and fills in every default (the submission's own
/// value, else the job type's, else the server's). The in-process client and the HTTP gateway both come through here, so both refuse
/// the same things in the same words.
/// </summary>
internal sealed class SubmissionResolver(
    HandlerCatalog catalog, PayloadCheck payloads, IRandomSource random, IOptions<JobSchedulerOptions> options)
{
    public const int MaxAttemptsLimit = 1000;
    public const int MaxTags = 16;
    public const int DefaultMaxAttempts = 5;
    public const string DefaultQueue = "default";

    /// <summary>Resolves one submission.</summary>
    /// <param name="submission">What was asked for.</param>
    /// <param name="distant">What another node found, which knows its type; null: it is resolved here.</param>
    /// <exception cref="JobValidationException">A value is not acceptable; names every one of them.</exception>
    /// <exception cref="MalformedRequestException">A text is not valid Unicode, the payload is no JSON or nested too deeply.</exception>
    /// <exception cref="JobTooLargeException">The payload is over its limit.</exception>
    public JobSpec Resolve(JobSubmission submission, ResolvedSubmission? distant = null)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var errors = new FieldErrors();
        var spec = Resolve(submission, "", errors, distant: distant);
        errors.ThrowIfAny();
        return spec!;
    }

    /// <summary>Resolves one of several submissions; null if it was refused.</summary>
    /// <param name="submission">What was asked for.</param>
    /// <param name="prefix">What goes before each path, for example <c>jobs[3].</c>, or nothing.</param>
    /// <param name="errors">Where refusals go.</param>
    /// <param name="compared">True: its hash is wanted although it has no idempotency key.</param>
    /// <param name="distant">What another node found, which knows its type; null: it is resolved here.</param>
    /// <exception cref="JobTooLargeException">The payload is over its limit.</exception>
    public JobSpec? Resolve(JobSubmission submission, string prefix, FieldErrors errors, bool compared = false, ResolvedSubmission? distant = null)
    {
        if (distant is not null)
            return Take(distant, prefix, errors);
        var before = errors.Count;
        var entry = submission.JobType is null ? null : catalog.Find(submission.JobType);
        var type = entry?.Defaults ?? JobTypeDefaults.None;
        CheckNames(submission, prefix, errors);
        var (retry, maxAttempts) = ResolveRetry(submission, type, prefix, errors);
        var payload = PayloadCheck.Measure(submission.Payload, errors.PathOf($"{prefix}payload"), options.Value.MaxPayloadBytes);
        using var document = payload is null ? null : PayloadCheck.Parse(errors, $"{prefix}payload", payload);
        if (entry is not null && (payload is null || document is not null))
            payloads.Validate(errors, $"{prefix}payload", entry, payload);
        var (parent, state) = TraceContext.Resolve(submission, random);
        var spec = new JobSpec
        {
            JobType = submission.JobType ?? "",
            Payload = payload,
            Queue = submission.Queue ?? type.Queue ?? DefaultQueue,
            Priority = TimeRules.CheckInt(errors, $"{prefix}priority", submission.Priority, -100, 100) ?? 0,
            RunAt = TimeRules.CheckTime(errors, $"{prefix}run_at", submission.RunAt),
            DelayMs = TimeRules.CheckDuration(errors, $"{prefix}delay_ms", submission.Delay, 0, TimeRules.MaxDelayMs),
            MaxAttempts = maxAttempts,
            Retry = retry,
            TimeoutMs = TimeRules.CheckDuration(errors, $"{prefix}timeout_ms", submission.Timeout, 1, TimeRules.MaxTimeoutMs) ?? type.TimeoutMs,
            ExpiresAt = TimeRules.CheckTime(errors, $"{prefix}expires_at", submission.ExpiresAt),
            IdempotencyKey = submission.IdempotencyKey,
            ConcurrencyKey = submission.ConcurrencyKey,
            Tags = submission.Tags is { Count: > 0 } tags ? [.. tags.Distinct(StringComparer.Ordinal)] : [],
            TraceParent = parent,
            TraceState = state,
            RequestHash = "",
        };
        if (errors.Count != before)
            return null;
        // Two requests are compared only if they have a key: for any other the hash would be made and stored for nobody.
        return compared || spec.IdempotencyKey is not null ? spec with { RequestHash = RequestHash.Compute(spec, document?.RootElement) } : spec;
    }

    private static JobSpec? Take(ResolvedSubmission distant, string prefix, FieldErrors errors)
    {
        if (distant.TooLarge is { } message)
            throw new JobTooLargeException(message);
        foreach (var error in distant.Errors)
        {
            if (error.IsMalformed)
                errors.AddMalformed(prefix + error.Path, error.Message);
            else
                errors.Add(prefix + error.Path, error.Message);
        }

        return distant.Spec;
    }

    private static void CheckNames(JobSubmission submission, string prefix, FieldErrors errors)
    {
        TextRules.CheckJobType(errors, $"{prefix}job_type", submission.JobType);
        if (submission.Queue is { } queue)
            TextRules.CheckName(errors, $"{prefix}queue", queue);
        if (submission.IdempotencyKey is { } key)
            TextRules.CheckKey(errors, $"{prefix}idempotency_key", key, TextRules.MaxKey);
        if (submission.ConcurrencyKey is { } line)
            TextRules.CheckKey(errors, $"{prefix}concurrency_key", line, TextRules.MaxKey);
        var tags = submission.Tags ?? [];
        if (tags.Count > MaxTags)
            errors.Add($"{prefix}tags", $"must be at most {MaxTags}");
        for (var i = 0; i < Math.Min(tags.Count, MaxTags); i++)
            TextRules.CheckKey(errors, $"{prefix}tags[{i}]", tags[i], TextRules.MaxTag);
        if (submission.RunAt is not null && submission.Delay is not null)
            errors.Add($"{prefix}delay_ms", "excludes run_at: give one of them");
    }

    /// <summary>
    /// The retry policy and the number of attempts, each from the submission, else the type, else the server. A policy that implies a
    /// number (explicit delays, none) implies it at its own level.
    /// </summary>
    private static (RetryPolicy Retry, int MaxAttempts) ResolveRetry(
        JobSubmission submission, JobTypeDefaults type, string prefix, FieldErrors errors)
    {
        var own = submission.Retry is { } given ? RetryRules.Check(errors, $"{prefix}retry", given) : null;
        var ownAttempts = TimeRules.CheckInt(errors, $"{prefix}max_attempts", submission.MaxAttempts, 1, MaxAttemptsLimit);
        var retry = own ?? type.Retry ?? RetryPolicy.Default;
        var attempts = ownAttempts ?? RetryRules.ImpliedAttempts(own) ?? type.MaxAttempts ?? RetryRules.ImpliedAttempts(retry)
            ?? DefaultMaxAttempts;
        if (retry.Kind == RetryKind.None && attempts > 1)
            errors.Add($"{prefix}max_attempts", "must be 1 or absent when the retry kind is none");
        return (retry, attempts);
    }
}
