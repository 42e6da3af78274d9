using System.Globalization;

namespace JobScheduler.Hosting.Submissions;

/// <summary>Resolves a batch as a whole: one bad entry refuses all, and every bad entry is named.</summary>
internal sealed class BatchResolver(SubmissionResolver submissions)
{
    public const int MaxJobs = 1000;

    /// <summary>Resolves all entries, in their order.</summary>
    /// <param name="batch">1 to 1,000 submissions.</param>
    /// <param name="idempotencyKey">Gives entry i without a key of its own the key <c>{idempotencyKey}/{i}</c>.</param>
    /// <param name="distant">What other nodes found, at the entries whose type they know; null: nothing was asked for.</param>
    /// <exception cref="JobValidationException">A value is not acceptable, or a key is given twice.</exception>
    /// <exception cref="MalformedRequestException">A text is not valid Unicode, a payload is no JSON or nested too deeply.</exception>
    /// <exception cref="JobTooLargeException">A payload is over its limit; the message names it.</exception>
    public IReadOnlyList<JobSpec> Resolve(IReadOnlyList<JobSubmission> batch, string? idempotencyKey, ResolvedSubmission?[]? distant = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var errors = new FieldErrors();
        if (batch.Count is < 1 or > MaxJobs)
            errors.Add("jobs", "must hold 1 to 1000 jobs");
        if (idempotencyKey is not null)
            TextRules.CheckKey(errors, "Idempotency-Key", idempotencyKey, TextRules.MaxKey);
        errors.ThrowIfAny();
        var specs = ResolveAll(batch, idempotencyKey, distant, errors, out var refused);
        errors.ThrowIfAny(refused == 0 ? null : Sentence(refused, batch.Count));
        return specs;
    }

    private JobSpec[] ResolveAll(
        IReadOnlyList<JobSubmission> batch, string? idempotencyKey, ResolvedSubmission?[]? distant, FieldErrors errors, out int refused)
    {
        var specs = new JobSpec[batch.Count];
        var keys = new Dictionary<(string? Scope, string Key), int>();
        refused = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            var before = errors.Count;
            errors.Entry = i;
            var submission = Keyed(batch[i] ?? throw new ArgumentException("An entry is null.", nameof(batch)), idempotencyKey, i);
            specs[i] = submissions.Resolve(submission, "", errors, distant: distant?[i])!;
            if (submission.IdempotencyKey is { } key && !keys.TryAdd((submission.ConcurrencyKey, key), i))
                errors.Add("idempotency_key", $"is also the key of jobs[{keys[(submission.ConcurrencyKey, key)]}]");
            refused += errors.Count == before ? 0 : 1;
        }

        errors.Entry = null;
        return specs;
    }

    /// <summary>The entries with the keys that they get from their batch's.</summary>
    public static IEnumerable<JobSubmission?> Keyed(IReadOnlyList<JobSubmission> batch, string? idempotencyKey) =>
        (batch ?? []).Select((submission, i) => submission is null ? null : Keyed(submission, idempotencyKey, i));

    private static JobSubmission Keyed(JobSubmission submission, string? idempotencyKey, int entry) =>
        submission.IdempotencyKey is null && idempotencyKey is not null
            ? submission with { IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"{idempotencyKey}/{entry}") }
            : submission;

    private static string Sentence(int refused, int count) => string.Create(
        CultureInfo.InvariantCulture, $"{refused} of {count} jobs {(refused == 1 ? "was" : "were")} refused, nothing is stored.");
}
