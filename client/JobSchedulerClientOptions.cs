using System.Text.Json;

namespace JobScheduler;

/// <summary>Where the scheduler is and how long the client tries. Durations that are not positive stop the start unless zero has a meaning.</summary>
public sealed class JobSchedulerClientOptions
{
    /// <summary>
    /// Where the scheduler is mounted, an absolute http or https address: <c>http://127.0.0.1:8080</c>, or with the prefix of
    /// <c>MapJobScheduler</c>, <c>https://app.example/jobs</c>. A trailing slash makes no difference. Required.
    /// </summary>
    public Uri? BaseAddress { get; set; }

    /// <summary>
    /// For how long after its begin a call may be tried again: no further try begins later. A call therefore ends at most
    /// <see cref="AttemptTimeout"/> after this. 0 to 1 day; 0: never again. Default 30 s.
    /// </summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Further tries of one call, 0 to 1000, whichever of this and <see cref="RetryFor"/> ends first. Default 20.</summary>
    public int MaxRetries { get; set; } = 20;

    /// <summary>
    /// The wait before the second try, 1 ms to 1 min. It doubles with each further try up to <see cref="MaxRetryDelay"/>; of each
    /// wait a random half is left out. An answer's Retry-After is waited for in addition. Default 200 ms.
    /// </summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Ceiling of the growing wait, 1 ms to 1 h; a longer Retry-After is honoured all the same. Default 5 s.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long one try may take, 1 ms to 1 h. Longer than the scheduler keeps callers waiting (10 s, at its start 30 s). Does not
    /// apply to event streams. Default 40 s.
    /// </summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>
    /// An event stream on which nothing arrives for this long, not even the keep-alive that is sent each 15 s, is taken for broken
    /// and opened again. 1 s to 1 h. Default 45 s.
    /// </summary>
    public TimeSpan StreamIdleTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>
    /// Wait between two looks at a job's status when <see cref="IJobSchedulerClient.WaitAsync"/> cannot use the event stream,
    /// 10 ms to 1 h. Default 1 s.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How typed payloads are written; what the handlers of the scheduler read. Default <see cref="JobScheduler.PayloadJson.Default"/>.</summary>
    public JsonSerializerOptions PayloadJson { get; set; } = JobScheduler.PayloadJson.Default;
}
