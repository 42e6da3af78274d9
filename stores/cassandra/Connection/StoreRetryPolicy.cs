namespace JobScheduler.Stores.Cassandra.Connection;

/// <summary>
/// What the driver may send again by itself: reads, once. Never a write: whoever needs it repeats it, and of a conditional batch whose
/// answer is lost the owner of the partition finds out what became, see TERMS.md.
/// </summary>
internal sealed class StoreRetryPolicy : IExtendedRetryPolicy
{
    public RetryDecision OnReadTimeout(IStatement query, ConsistencyLevel cl, int requiredResponses, int receivedResponses, bool dataRetrieved, int nbRetry) =>
        Once(query, nbRetry, cl);

    public RetryDecision OnWriteTimeout(IStatement query, ConsistencyLevel cl, string writeType, int requiredAcks, int receivedAcks, int nbRetry) =>
        Once(query, nbRetry, cl);

    public RetryDecision OnUnavailable(IStatement query, ConsistencyLevel cl, int requiredReplica, int aliveReplica, int nbRetry) =>
        Once(query, nbRetry, cl);

    public RetryDecision OnRequestError(IStatement statement, Configuration config, Exception ex, int nbRetry) => Once(statement, nbRetry, null);

    /// <summary>On the next node, at the same consistency: never at a weaker one.</summary>
    private static RetryDecision Once(IStatement? statement, int retries, ConsistencyLevel? consistency) =>
        retries == 0 && statement?.IsIdempotent == true ? RetryDecision.Retry(consistency, useCurrentHost: false) : RetryDecision.Rethrow();
}
