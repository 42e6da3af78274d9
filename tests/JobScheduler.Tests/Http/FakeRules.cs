namespace JobScheduler.Tests.Http;

/// <summary>The 422s of the fake scheduler: the ranges of the contract, in the words and under the paths of the real one.</summary>
internal sealed class FakeRules
{
    private const long MaxDelayMs = 315_360_000_000;
    private const long MaxTimeoutMs = 604_800_000;

    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    public static void CheckBatch(List<JobSubmission> jobs)
    {
        var rules = new FakeRules();
        if (jobs.Count is < 1 or > 1000)
            rules.Add("jobs", "must hold 1 to 1000 jobs");
        var keys = new HashSet<(string?, string)>();
        for (var i = 0; i < jobs.Count; i++)
        {
            rules.CheckSubmission(jobs[i], $"jobs[{i}].");
            if (jobs[i].IdempotencyKey is { } key && !keys.Add((jobs[i].ConcurrencyKey, key)))
                rules.Add($"jobs[{i}].idempotency_key", "is given twice");
        }

        rules.ThrowIfAny();
    }

    public static void CheckMove(JobMove move)
    {
        var rules = new FakeRules();
        if (move is { RunAt: null, Delay: null, Priority: null })
            rules.Add("run_at", "is needed, or delay_ms, or priority");
        rules.CheckWhen("", move.RunAt, move.Delay, move.Priority);
        rules.ThrowIfAny();
    }

    public static void CheckQuery(JobQuery query)
    {
        var rules = new FakeRules();
        rules.Between("limit", query.Limit, 1, 500);
        rules.Time("from", query.Filter.From);
        rules.Time("to", query.Filter.To);
        rules.ThrowIfAny();
    }

    public static void CheckLimit(int limit) => CheckQuery(new() { Limit = limit });

    public static void CheckBulk(BulkRequest request)
    {
        var rules = new FakeRules();
        if ((request.Ids is null) == (request.Filter is null))
            rules.Add(request.Ids is null ? "filter" : "ids", "must be given, and exactly one of ids and filter");
        if (request.Ids is { Count: < 1 or > 1000 })
            rules.Add("ids", "must hold 1 to 1000 ids");
        rules.Between("limit", request.Limit, 1, 10_000);
        rules.Length("reason", request.Reason, 0, 1024);
        rules.ThrowIfAny();
    }

    public static void CheckPause(string? note, string? by)
    {
        var rules = new FakeRules();
        rules.Length("note", note, 0, 1024);
        rules.Length("by", by, 0, 256);
        rules.ThrowIfAny();
    }

    public void CheckSubmission(JobSubmission s, string prefix)
    {
        if (!IsName(s.JobType, "._~-/:") || s.JobType[^1] == ':')
            Add(prefix + "job_type", "must be 1 to 128 of A-Z a-z 0-9 . _ ~ - / :, begin with a letter or digit and not end with ':'");
        if (s.Queue is not null && !IsName(s.Queue, "._~-"))
            Add(prefix + "queue", "must be 1 to 128 of A-Z a-z 0-9 . _ ~ - and begin with a letter or digit");
        CheckWhen(prefix, s.RunAt, s.Delay, s.Priority);
        Between(prefix + "max_attempts", s.MaxAttempts, 1, 1000);
        Milliseconds(prefix + "timeout_ms", s.Timeout, 1, MaxTimeoutMs);
        Time(prefix + "expires_at", s.ExpiresAt);
        Length(prefix + "idempotency_key", s.IdempotencyKey, 1, 256);
        Length(prefix + "concurrency_key", s.ConcurrencyKey, 1, 256);
        if (s.Tags.Count > 16)
            Add(prefix + "tags", "must be at most 16");
        for (var i = 0; i < Math.Min(s.Tags.Count, 16); i++)
            Length($"{prefix}tags[{i}]", s.Tags[i], 1, 64);
        if (s.Retry is { } retry)
            CheckRetry(retry, s.MaxAttempts, prefix);
    }

    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
            throw new JobValidationException(_errors);
    }

    private static bool IsName(string text, string others) =>
        text.Length is > 0 and <= 128 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || others.Contains(c));

    private void CheckRetry(RetryPolicy retry, int? maxAttempts, string prefix)
    {
        Milliseconds(prefix + "retry.initial_ms", retry.Initial, 0, MaxDelayMs);
        Milliseconds(prefix + "retry.max_ms", retry.Max, 0, MaxDelayMs);
        Between(prefix + "retry.factor", retry.Factor, 1, 100);
        Between(prefix + "retry.jitter", retry.Jitter, 0, 1);
        if (retry.Kind is RetryKind.Explicit && retry.Delays.Count is < 1 or > 100)
            Add(prefix + "retry.delays_ms", "must hold 1 to 100 delays for the kind 'explicit'");
        for (var i = 0; i < retry.Delays.Count; i++)
            Milliseconds($"{prefix}retry.delays_ms[{i}]", retry.Delays[i], 0, MaxDelayMs);
        if (retry.Kind is RetryKind.None && maxAttempts > 1)
            Add(prefix + "max_attempts", "must be 1 or absent when the retry kind is none");
    }

    private void CheckWhen(string prefix, DateTimeOffset? runAt, TimeSpan? delay, int? priority)
    {
        if (runAt is not null && delay is not null)
            Add(prefix + "delay_ms", "excludes run_at: give one of them");
        Time(prefix + "run_at", runAt);
        Milliseconds(prefix + "delay_ms", delay, 0, MaxDelayMs);
        Between(prefix + "priority", priority, -100, 100);
    }

    private void Time(string path, DateTimeOffset? time)
    {
        if (time is { } value && value.UtcDateTime.Year is < 1970 or > 2199)
            Add(path, "must lie between 1970 and 2199");
    }

    private void Milliseconds(string path, TimeSpan? duration, long min, long max) => Between(path, duration?.TotalMilliseconds, min, max);

    private void Between(string path, double? number, long min, long max)
    {
        if (number is { } value && !(value >= min && value <= max))
            Add(path, $"must be between {min} and {max}");
    }

    private void Length(string path, string? text, int min, int max)
    {
        if (text is not null && (text.EnumerateRunes().Count() < min || text.EnumerateRunes().Count() > max))
            Add(path, $"must be {min} to {max} characters");
        else if (min > 0 && text is not null && text.Any(char.IsControl))
            Add(path, "must not contain control characters");
    }

    private void Add(string path, string message) => _errors.TryAdd(path, [message]);
}
