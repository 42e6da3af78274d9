namespace JobScheduler;

/// <summary>Failures as an operator looks at them: many of one cause at once, then one of them.</summary>
public interface IDeadLetterClient
{
    /// <summary>Dead letters by fingerprint, the group with the newest failure first.</summary>
    /// <remarks>Made from the newest failures, at most some thousands: older ones are then not counted, which <see cref="DeadLetterGroup.CountIsExact"/> says.</remarks>
    /// <param name="query">Filter, limit and cursor.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="MalformedRequestException">The cursor is not one of this filter.</exception>
    Task<Page<DeadLetterGroup>> ListDeadLetterGroupsAsync(DeadLetterGroupQuery query, CancellationToken cancellationToken = default);

    /// <summary>What the handler logged in an attempt, or null: there is no such job, or the attempt is none of those it keeps.</summary>
    /// <param name="jobId">The job; it need not be a dead letter.</param>
    /// <param name="attempt">The attempt's number, from 1.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<AttemptLog?> GetAttemptLogAsync(string jobId, int attempt, CancellationToken cancellationToken = default);
}
