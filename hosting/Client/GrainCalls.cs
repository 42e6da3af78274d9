using System.Collections.Concurrent;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;
using JobScheduler.Hosting.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Hosting.Client;

/// <summary>Calls grains and the store for a client: waits for the start, and turns what fails into the documented exceptions.</summary>
internal sealed partial class GrainCalls(
    NodeHolder holder,
    IEngineHost engine,
    [FromKeyedServices(JobSchedulerServiceCollectionExtensions.TimeProviderKey)] TimeProvider clock,
    ILogger<GrainCalls> log)
{
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);
    private readonly ILogger _log = log;
    private readonly ConcurrentDictionary<int, IPartitionGrain> _partitions = new();
    private long _saidAt = long.MinValue;

    /// <summary>How long a call made before the store is open waits for it.</summary>
    public static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    /// <summary>What a refused caller is told to wait.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>The grains, once they can be called.</summary>
    /// <exception cref="SchedulerUnavailableException">Stopped, or not started within 30 s.</exception>
    public ValueTask<IGrainFactory> GrainsAsync(CancellationToken cancellationToken) =>
        !holder.Stopped && holder.WhenOpen.IsCompletedSuccessfully ? new(engine.Grains) : new(OpenedGrainsAsync(cancellationToken));

    /// <summary>A partition's grain, once they can be called.</summary>
    /// <param name="partition">Its number.</param>
    public IPartitionGrain Partition(int partition) =>
        _partitions.GetOrAdd(partition, static (number, engine) => engine.Grains.GetGrain<IPartitionGrain>(number), engine);

    private async Task<IGrainFactory> OpenedGrainsAsync(CancellationToken cancellationToken)
    {
        if (holder.Stopped)
            throw new SchedulerUnavailableException("The scheduler has stopped.", RetryAfter);
        if (!holder.WhenOpen.IsCompletedSuccessfully)
        {
            try
            {
                await holder.WhenOpen.WaitAsync(StartPatience, clock, cancellationToken);
            }
            catch (TimeoutException e)
            {
                throw new SchedulerUnavailableException("The scheduler is still starting.", RetryAfter, inner: e);
            }
        }

        return engine.Grains;
    }

    /// <summary>One job's grain, once they can be called.</summary>
    /// <param name="jobId">The job.</param>
    public IJobGrain Job(string jobId) => engine.Grains.GetGrain<IJobGrain>(jobId);

    /// <summary>A node's grain, once they can be called.</summary>
    /// <param name="name">Its name.</param>
    public INodeGrain Node(string name) => engine.Grains.GetGrain<INodeGrain>(name);

    /// <summary>The answer to a call, as long as its caller waits.</summary>
    /// <param name="answer">The call.</param>
    /// <param name="place">Its place in the node's budget, kept until the grain has answered, also if the caller stops waiting.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static Task<T> AnswerAsync<T>(Task<T> answer, PendingTicket? place, CancellationToken cancellationToken) =>
        // Who cannot stop waiting keeps the place itself until the answer is there.
        (place is null || !cancellationToken.CanBeCanceled ? answer : HoldingAsync(answer, place)).WaitAsync(cancellationToken);

    private static async Task<T> HoldingAsync<T>(Task<T> answer, PendingTicket place)
    {
        using var held = place.Hold();
        return await answer;
    }

    /// <summary>
    /// What a caller is told when a grain answered with an exception, which may be a cancellation that is not the caller's: Orleans gives up
    /// an activation that takes too long.
    /// </summary>
    /// <param name="failure">The exception.</param>
    /// <param name="changes">True: the call may have changed something.</param>
    public JobSchedulerException NotReached(Exception failure, bool changes) => changes && !engine.IsStopped(failure)
        ? new OutcomeUnknownException("The scheduler did not answer: the request was perhaps carried out.", RetryAfter, failure)
        : new SchedulerUnavailableException("The scheduler cannot be reached.", RetryAfter, inner: failure);

    /// <summary>Takes a place in the node's budget for what a caller asks for.</summary>
    /// <param name="submits">True: jobs that do not exist yet.</param>
    /// <param name="shares">What each partition is asked for.</param>
    /// <exception cref="SchedulerOverloadedException">There is no room; nothing was sent.</exception>
    public PendingTicket Reserve(bool submits, params ReadOnlySpan<PendingShare> shares) =>
        holder.Node.Pending.TryTake(submits, shares)
        ?? throw new SchedulerOverloadedException("The scheduler has too much to do.", RetryAfter);

    /// <summary>Reads from the store.</summary>
    /// <exception cref="SchedulerUnavailableException">It is out of reach.</exception>
    public async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        await GrainsAsync(cancellationToken);
        try
        {
            return await read();
        }
        catch (StoreUnavailableException e)
        {
            holder.Metrics.Store.Unavailable();
            Say(e);
            throw new SchedulerUnavailableException("The store is out of reach.", RetryAfter, inner: e);
        }
    }

    /// <summary>Callers may ask without end for what lies on a damaged page: one line in ten seconds is enough.</summary>
    private void Say(StoreUnavailableException failure)
    {
        var (said, now) = (Interlocked.Read(ref _saidAt), clock.GetTimestamp());
        if ((said == long.MinValue || clock.GetElapsedTime(said, now) >= SayEvery) && Interlocked.CompareExchange(ref _saidAt, now, said) == said)
            LogReadFailed(failure.Message);
    }

    [LoggerMessage(1064, LogLevel.Error, "A read of the store failed, and its caller was told to come back: {Problem}", EventName = "read_failed")]
    private partial void LogReadFailed(string problem);

    /// <summary>The exception for an answer that is not a success.</summary>
    public static JobSchedulerException Refused(PartitionStatus status, string? jobId, JobState? state, string? detail) => status switch
    {
        PartitionStatus.IdempotencyConflict => new IdempotencyConflictException(jobId ?? "", detail ?? "The idempotency key is taken."),
        PartitionStatus.NotFound => new JobNotFoundException(jobId ?? ""),
        PartitionStatus.StateConflict => new JobStateConflictException(jobId ?? "", state ?? default, detail ?? "The job's state does not allow it."),
        PartitionStatus.Overloaded => new SchedulerOverloadedException(detail ?? "The scheduler has too much to do.", RetryAfter),
        PartitionStatus.StorageFull => new SchedulerUnavailableException(detail ?? "The disk of the store is full.", RetryAfter, storageFull: true),
        PartitionStatus.OutcomeUnknown => new OutcomeUnknownException(detail ?? "It is not known whether the request was stored.", RetryAfter),
        _ => new SchedulerUnavailableException(detail ?? "The scheduler is not available.", RetryAfter),
    };
}
