namespace JobScheduler.Hosting.Submissions;

/// <summary>
/// Checks a retry policy and brings it to its normal form: whole milliseconds, and members that its kind does not use at their
/// defaults, so that two ways of writing one policy are equal.
/// </summary>
internal static class RetryRules
{
    public const int MaxDelays = 100;

    /// <summary>The normal form, or null if something was refused.</summary>
    /// <param name="errors">Where problems go.</param>
    /// <param name="path">The policy's own path, for example <c>jobs[3].retry</c>.</param>
    /// <param name="retry">The policy.</param>
    public static RetryPolicy? Check(FieldErrors errors, string path, RetryPolicy retry)
    {
        var before = errors.Count;
        if (retry.Kind != RetryKind.Explicit && retry.Delays is { Count: > 0 })
            errors.Add($"{path}.delays_ms", "belongs to the kind 'explicit' only");
        var normal = retry.Kind switch
        {
            RetryKind.Exponential => Exponential(errors, path, retry),
            RetryKind.Fixed => Fixed(errors, path, retry),
            RetryKind.Explicit => Explicit(errors, path, retry),
            RetryKind.None => RetryPolicy.None,
            _ => null,
        };
        if (normal is null)
            errors.Add($"{path}.kind", "must be exponential, fixed, explicit or none");
        return errors.Count == before ? normal : null;
    }

    /// <summary>How many attempts a policy asks for when no number is given; null: no opinion.</summary>
    /// <param name="retry">A policy in normal form, or null.</param>
    public static int? ImpliedAttempts(RetryPolicy? retry) => retry?.Kind switch
    {
        RetryKind.Explicit => retry.Delays.Count + 1,
        RetryKind.None => 1,
        _ => null,
    };

    private static RetryPolicy Exponential(FieldErrors errors, string path, RetryPolicy retry)
    {
        var initial = Delay(errors, $"{path}.initial_ms", retry.Initial);
        var max = Delay(errors, $"{path}.max_ms", retry.Max);
        if (!(retry.Factor is >= 1 and <= 100))
            errors.Add($"{path}.factor", "must be between 1 and 100");
        CheckJitter(errors, path, retry);
        return new RetryPolicy { Initial = initial, Factor = retry.Factor, Max = max, Jitter = retry.Jitter };
    }

    private static RetryPolicy Fixed(FieldErrors errors, string path, RetryPolicy retry)
    {
        var delay = Delay(errors, $"{path}.initial_ms", retry.Initial);
        CheckJitter(errors, path, retry);
        return RetryPolicy.Fixed(delay) with { Jitter = retry.Jitter };
    }

    private static RetryPolicy Explicit(FieldErrors errors, string path, RetryPolicy retry)
    {
        var count = retry.Delays?.Count ?? 0;
        if (count is < 1 or > MaxDelays)
        {
            errors.Add($"{path}.delays_ms", "must hold 1 to 100 delays for the kind 'explicit'");
            return RetryPolicy.None;
        }

        var delays = new TimeSpan[count];
        for (var i = 0; i < count; i++)
            delays[i] = Delay(errors, $"{path}.delays_ms[{i}]", retry.Delays![i]);
        return RetryPolicy.Explicit(delays);
    }

    private static void CheckJitter(FieldErrors errors, string path, RetryPolicy retry)
    {
        if (!(retry.Jitter is >= 0 and <= 1))
            errors.Add($"{path}.jitter", "must be between 0 and 1");
    }

    private static TimeSpan Delay(FieldErrors errors, string path, TimeSpan value) =>
        TimeSpan.FromMilliseconds(TimeRules.CheckDuration(errors, path, value, 0, TimeRules.MaxDelayMs) ?? 0);
}
