using System.Runtime.CompilerServices;

namespace JobScheduler;

/// <summary>
/// The scheduler as a caller sees it, in process or over HTTP. Every method throws <see cref="JobSchedulerException"/>s for
/// what the scheduler refuses; none of them stores half of a request.
/// </summary>
public interface IJobSchedulerClient : IScheduleClient, IBackupClient, IDeadLetterClient, INodeClient
{
    /// <summary>Submits a job; returns when it is on disk.</summary>
    /// <param name="submission">The request.</param>
    /// <param name="cancellationToken">Stops waiting; the job may be stored all the same.</param>
    /// <returns>The new job, or the existing one of an equal request with the same idempotency key.</returns>
    /// <exception cref="JobValidationException">A value is not acceptable.</exception>
    /// <exception cref="IdempotencyConflictException">The key is taken by a different request.</exception>
    /// <exception cref="SchedulerUnavailableException">Nothing is stored.</exception>
    /// <exception cref="OutcomeUnknownException">Perhaps stored: repeat with the same idempotency key.</exception>
    [OverloadResolutionPriority(1)] // Else a JobSubmission would fit the typed overload just as well, and neither could be called.
    Task<SubmitResult> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken = default);

    /// <summary>Submits a typed payload to the job type that is registered for <typeparamref name="TPayload"/>.</summary>
    /// <typeparam name="TPayload">The payload's type.</typeparam>
    /// <param name="payload">The handler's input.</param>
    /// <param name="configure">Changes the submission before it is sent, for example <c>s => s with { Delay = ... }</c>.</param>
    /// <param name="cancellationToken">Stops waiting; the job may be stored all the same.</param>
    /// <exception cref="InvalidOperationException">No job type, or more than one, is registered for the payload's type.</exception>
    Task<SubmitResult> SubmitAsync<TPayload>(
        TPayload payload, Func<JobSubmission, JobSubmission>? configure = null, CancellationToken cancellationToken = default)
        where TPayload : notnull;

    /// <summary>Submits up to 1,000 jobs, checked as a whole; returns when all are on disk.</summary>
    /// <param name="submissions">The requests.</param>
    /// <param name="idempotencyKey">Gives entry i without a key of its own the key <c>{idempotencyKey}/{i}</c>.</param>
    /// <param name="cancellationToken">Stops waiting; some jobs may be stored all the same.</param>
    /// <returns>One entry per submission, in their order.</returns>
    Task<IReadOnlyList<BatchEntry>> SubmitBatchAsync(
        IReadOnlyList<JobSubmission> submissions, string? idempotencyKey = null, CancellationToken cancellationToken = default);

    /// <summary>The whole job with its attempts, or null.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<JobSnapshot?> GetAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>The short form, or null.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<JobStatusSnapshot?> GetStatusAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Waits until the job is terminal and returns it; in process without polling.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    Task<JobSnapshot> WaitAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>The job's present state, then its changes until it is terminal.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    IAsyncEnumerable<JobEvent> WatchAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Jobs by filter, a page at a time.</summary>
    /// <param name="query">Filter, order, limit and cursor.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="MalformedRequestException">The cursor is not one of this filter.</exception>
    /// <exception cref="ArgumentException">The filter asks for other states than the order shows, see <see cref="JobOrder.NewestFailure"/>.</exception>
    Task<Page<JobSummary>> ListAsync(JobQuery query, CancellationToken cancellationToken = default);

    /// <summary>Moves a waiting job.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="change">New time or priority.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JobStateConflictException">The job does not wait.</exception>
    Task<JobSnapshot> MoveAsync(string jobId, JobMove change, CancellationToken cancellationToken = default);

    /// <summary>Cancels a pending job, or asks the running attempt to stop; again on a cancelled job: no change.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JobStateConflictException">The job completed or failed.</exception>
    Task<JobSnapshot> CancelAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Makes a scheduled job due now; no change when it is queued.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JobStateConflictException">The job runs or is terminal.</exception>
    Task<JobSnapshot> RunNowAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Replays a failed or cancelled job: attempts_used becomes 0, the attempts are kept.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JobStateConflictException">The job is neither failed nor cancelled.</exception>
    Task<JobSnapshot> RetryAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Replays or discards dead letters, or cancels, retries or runs jobs, in bulk: partition by partition, oldest first.</summary>
    /// <param name="action">What to do.</param>
    /// <param name="request">Which jobs.</param>
    /// <param name="cancellationToken">Stops waiting; what was changed stays changed.</param>
    Task<BulkResult> BulkAsync(BulkAction action, BulkRequest request, CancellationToken cancellationToken = default);

    /// <summary>The known queues with counts, by name.</summary>
    /// <param name="limit">1 to 500.</param>
    /// <param name="cursor">Where the page before ended.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<Page<QueueSnapshot>> ListQueuesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default);

    /// <summary>Pauses a queue: when this returns no further attempt of it starts.</summary>
    /// <param name="queue">The queue; it need not hold jobs yet.</param>
    /// <param name="note">Why, at most 1024 characters.</param>
    /// <param name="by">Who, at most 256 characters.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<QueueSnapshot> PauseQueueAsync(string queue, string? note = null, string? by = null, CancellationToken cancellationToken = default);

    /// <summary>Resumes a queue.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<QueueSnapshot> ResumeQueueAsync(string queue, CancellationToken cancellationToken = default);

    /// <summary>Counts, rates and lateness.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<StatsSnapshot> GetStatsAsync(CancellationToken cancellationToken = default);
}

/// <summary>A submitted job.</summary>
/// <param name="Job">The job as it is now.</param>
/// <param name="Created">False: it existed, with an equal request and the same idempotency key.</param>
public sealed record SubmitResult(JobSnapshot Job, bool Created);

/// <summary>One entry of a submitted batch.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Created">False: it existed.</param>
public sealed record BatchEntry(string JobId, bool Created);

/// <summary>A change of a waiting job; what is null stays. At least one value is needed.</summary>
public sealed record JobMove
{
    /// <summary>New time; excludes <see cref="Delay"/>.</summary>
    public DateTimeOffset? RunAt { get; init; }

    /// <summary>New time, from now.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>New priority, -100 to 100.</summary>
    public int? Priority { get; init; }
}
