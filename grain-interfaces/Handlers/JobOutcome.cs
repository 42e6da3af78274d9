namespace JobScheduler;

/// <summary>What a handler says about its attempt: one of <see cref="Completed"/>, <see cref="Retry(TimeSpan?, string?)"/>, <see cref="Snooze"/>, <see cref="Fail"/>.</summary>
/// <remarks>A thrown exception is a retry by the job's policy; these values are for what a handler expects.</remarks>
public abstract record JobOutcome
{
    private protected JobOutcome()
    {
    }

    /// <summary>The job is done, without a result.</summary>
    public static JobOutcome Completed { get; } = new CompletedOutcome(null);

    /// <summary>The job is done and this is its result; the same as the conversion, for a result whose type is an interface.</summary>
    /// <typeparam name="TResult">The result's type.</typeparam>
    /// <param name="result">Stored as JSON, at most 256 KiB by default.</param>
    public static JobOutcome<TResult> From<TResult>(TResult result) => new(null, result);

    /// <summary>The attempt failed; another follows while attempts are left.</summary>
    /// <param name="after">Replaces the policy's delay; 0 to 24 h, longer is cut. Null: by the policy.</param>
    /// <param name="reason">Kept as the error's message.</param>
    public static JobOutcome Retry(TimeSpan? after = null, string? reason = null) => new RetryOutcome(after, reason);

    /// <summary>The attempt failed for a reason that programs may ask for; another follows while attempts are left.</summary>
    /// <param name="after">Replaces the policy's delay; 0 to 24 h, longer is cut. Null: by the policy.</param>
    /// <param name="code">For programs; 1 to 128 characters. It is the dead letter's once no attempts are left.</param>
    /// <param name="message">For people.</param>
    public static JobOutcome Retry(TimeSpan? after, string code, string message) => new RetryOutcome(after, null) { Error = new(code, message, null) };

    /// <summary>Call again at this time; the attempt does not count as used.</summary>
    /// <param name="until">A time in the past means at once.</param>
    public static JobOutcome Snooze(DateTimeOffset until) => new SnoozeOutcome(until);

    /// <summary>The job fails for good: no further attempt.</summary>
    /// <param name="code">For programs; 1 to 128 characters.</param>
    /// <param name="message">For people.</param>
    public static JobOutcome Fail(string code, string message) => new FailOutcome(code, message);
}

/// <summary>The outcome of a handler with a result; a <typeparamref name="TResult"/> or any <see cref="JobOutcome"/> converts to it.</summary>
/// <typeparam name="TResult">What the handler returns; stored as JSON.</typeparam>
public sealed class JobOutcome<TResult>
{
    internal JobOutcome(JobOutcome? outcome, TResult? result)
    {
        Outcome = outcome;
        Result = result;
    }

    internal JobOutcome? Outcome { get; }

    internal TResult? Result { get; }

    /// <summary>The job is done and this is its result.</summary>
    /// <param name="result">Stored as JSON, at most 256 KiB by default.</param>
    public static implicit operator JobOutcome<TResult>(TResult result) => new(null, result);

    /// <summary>Any other outcome; <see cref="JobOutcome.Completed"/> leaves the result null.</summary>
    /// <param name="outcome">The outcome.</param>
    public static implicit operator JobOutcome<TResult>(JobOutcome outcome) => new(outcome, default);
}

internal sealed record CompletedOutcome(RawJson? Result) : JobOutcome;

internal sealed record RetryOutcome(TimeSpan? After, string? Reason) : JobOutcome
{
    /// <summary>Replaces the default error of a retry.</summary>
    public JobError? Error { get; init; }
}

internal sealed record SnoozeOutcome(DateTimeOffset Until) : JobOutcome;

internal sealed record FailOutcome(string Code, string Message) : JobOutcome
{
    /// <summary>The trace, when the failure was an exception.</summary>
    public string? Detail { get; init; }
}
