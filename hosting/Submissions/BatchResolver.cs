using System.Globalization;

namespace JobScheduler.Hosting.Submissions;

/// <summary>Resolves a batch as a whole: one bad entry refuses all, and every bad entry is named.</summary>
internal sealed class BatchResolver(SubmissionResolver submissions)
{
    public const int MaxJobs = 1000;

    /// <summary>Resolves all entries, in their order.</summary>
    /// <param name="batch">1 to 1,000 submissions.</param>
    /// <param name="idempotencyKey">Gives entry i without a key of its own the key <c>{idempotencyKey}/{i}</c>.</param>
    /// <exception cref="JobValidationException">A value is not acceptable, or a key is given twice.</exception>
    /// <exception cref="MalformedRequestException">A text is not valid Unicode, a payload is no JSON or nested too deeply.</exception>
    /// <exception cref="JobTooLargeException">A payload is over its limit; the message names it.</exception>
    public IReadOnlyList<JobSpec> Resolve(IReadOnlyList<JobSubmission> batch, string? idempotencyKey)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var errors = new FieldErrors();
        if (batch.Count is < 1 or > MaxJobs)
            errors.Add("jobs", "must hold 1 to 1000 jobs");
        if (idempotencyKey is not null)
            TextRules.CheckKey(errors, "Idempotency-Key", idempotencyKey, TextRules.MaxKey);
        errors.ThrowIfAny();
        var specs = ResolveAll(batch, idempotencyKey, errors, out var refused);
        errors.ThrowIfAny(refused == 0 ? null : Sentence(refused, batch.Count));
        return specs;
    }

    private JobSpec[] ResolveAll(IReadOnlyList<JobSubmission> batch, string? idempotencyKey, FieldErrors errors, out int refused)
    {
        var specs = new JobSpec[batch.Count];
        var keys = new Dictionary<(string? Scope, string Key), int>();
        refused = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            var before = errors.Count;
            errors.Entry = i;
            var submission = batch[i] ?? throw new ArgumentException("An entry is null.", nameof(batch));
            if (submission.IdempotencyKey is null && idempotencyKey is not null)
                submission = submission with { IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"{idempotencyKey}/{i}") };
            specs[i] = submissions.Resolve(submission, "", errors)!;
            if (submission.IdempotencyKey is { } key && !keys.TryAdd((submission.ConcurrencyKey, key), i))
                errors.Add("idempotency_key", $"is also the key of jobs[{keys[(submission.ConcurrencyKey, key)]}]");
            refused += errors.Count == before ? 0 : 1;
        }

        errors.Entry = null;
        return specs;
    }

    private static string Sentence(int refused, int count) => string.Create(
        CultureInfo.InvariantCulture, $"{refused} of {count} jobs {(refused == 1 ? "was" : "were")} refused, nothing is stored.");
}
