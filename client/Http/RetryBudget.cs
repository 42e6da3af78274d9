namespace JobScheduler.Client.Http;

/// <summary>
/// When a call may be tried again: waits that double, of each a random half left out ("equal jitter",
/// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), on top of an answer's Retry-After.
/// </summary>
internal sealed class RetryBudget(JobSchedulerClientOptions options, ClientSeams seams, int? maxRetries = null)
{
    private readonly long _start = seams.Time.GetTimestamp();
    private int _retries;

    /// <summary>The wait before the next try; false when no further try may begin.</summary>
    public bool TryNext(TimeSpan? retryAfter, out TimeSpan delay)
    {
        var grown = options.RetryDelay * Math.Pow(2, Math.Min(_retries, 30));
        var ceiling = grown < options.MaxRetryDelay ? grown : options.MaxRetryDelay;
        delay = (retryAfter ?? TimeSpan.Zero) + ceiling * (0.5 + seams.Chance() / 2);
        return ++_retries <= (maxRetries ?? options.MaxRetries) && seams.Time.GetElapsedTime(_start) + delay <= options.RetryFor;
    }
}
