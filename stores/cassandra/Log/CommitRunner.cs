using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Connection;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>
/// One commit: facts that the batch depends on, large texts and index rows, then the conditional batch, once. All before the batch may
/// fail without harm: what it left behind is named by nothing.
/// </summary>
internal sealed class CommitRunner(StoreParts parts, PartitionTerms terms, CommitFactsReader facts, Action<int> signal)
{
    // Half of what one mutation may be: the batch is stored a second time while replicas agree on it.
    private const long MostBytes = 8 * 1024 * 1024;

    // Below the term in a commit's id.
    private const int NumberBits = 24;

    // Counts over all store objects of the process.
    private static long _commits;

    public async Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        PartitionState? state;
        try
        {
            state = await terms.StateForAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException failure)
        {
            return Rejected(RejectReason.Unavailable, failure.Message);
        }

        if (state is null)
            return CommitResult.Fenced;
        if (!state.TryBegin())
            return Rejected(RejectReason.Unavailable, "a commit of this partition is under way");
        CommitResult? result = null;
        try
        {
            return result = await CommitAsync(state, batch, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // What is known is what the last applied commit left.
            if (result?.Status != CommitStatus.Applied)
                terms.Drop(batch.Partition, state);
            state.End();
        }
    }

    private async Task<CommitResult> CommitAsync(PartitionState state, CommitBatch batch, CancellationToken cancellationToken)
    {
        CommitBuilder builder;
        BatchStatement statement;
        var commitId = IdOf(batch);
        try
        {
            // 1. Read what the batch depends on.
            var known = await facts.ReadAsync(state, batch, cancellationToken).ConfigureAwait(false);
            if (known.Conflict is { } conflict)
                return await terms.IsFencedAsync(
                    batch, cancellationToken).ConfigureAwait(false) ? CommitResult.Fenced : Rejected(RejectReason.Conflict, conflict);
            builder = new(parts.Connection, state, batch, known, commitId);
            statement = builder.Build();
            if (builder.Bytes > MostBytes)
                return Rejected(RejectReason.TooLarge, $"about {builder.Bytes} bytes; at most {MostBytes} fit into one mutation");

            // 2. Write what it names, and where its jobs are found.
            await Task.WhenAll(
                Task.WhenAll(builder.Large.Select(large => parts.Payloads.PutAsync(large, cancellationToken))),
                parts.IndexWriter.PutAsync(batch.Partition, builder.Index, cancellationToken)).ConfigureAwait(false);
        }
        catch (StoreUnavailableException failure)
        {
            return Rejected(RejectReason.Unavailable, failure.Message);
        }

        // 3. The batch. From here on it may be applied.
        var result = await SendAsync(batch, statement, commitId).ConfigureAwait(false);
        if (result.Status == CommitStatus.Applied)
            await FinishAsync(batch, builder).ConfigureAwait(false);
        return result;
    }

    private async Task<CommitResult> SendAsync(CommitBatch batch, BatchStatement statement, long commitId)
    {
        try
        {
            var row = await parts.Connection.CompareAndSetAsync(statement).ConfigureAwait(false);
            if (row.GetValue<bool>("[applied]"))
                return CommitResult.Applied;

            // A coordinator that lost a round to another one tries again, and may then find that its first try was carried through.
            return row.GetValue<long?>("commit_id") == commitId && row.GetValue<long?>("term") == batch.Term && row.GetValue<long?>("seq") == batch.Head.Seq
                ? CommitResult.Applied
                : CommitResult.Fenced;
        }
        catch (Exception failure) when (Failures.IsOfStore(failure))
        {
            return Failures.OfCommit(failure);
        }
    }

    /// <summary>4. Deleted jobs leave the history at once; if that fails the archiver does it, and the owner knows meanwhile.</summary>
    private async Task FinishAsync(CommitBatch batch, CommitBuilder builder)
    {
        builder.Applied();
        if (builder.HasChores || builder.Removal.Done.Count > 0)
            signal(batch.Partition);
        if (batch.Mutations.Any(mutation => mutation is PutQueue))
            await parts.QueueMarks.PutAsync(batch.Partition, batch.Term, batch.Head.Seq).ConfigureAwait(false);
        try
        {
            await Task.WhenAll(builder.Deleted.Select(
                id => parts.History.DeleteAsync(id, batch.Head.Seq, CancellationToken.None))).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // The chore that the commit left behind does it.
        }
    }

    /// <summary>
    /// Tells one sending of a batch from any other that can be stored: that of another term, so of other processes too, and those before
    /// it of this term.
    /// </summary>
    private static long IdOf(CommitBatch batch) => (batch.Term << NumberBits) | (Interlocked.Increment(ref _commits) & ((1L << NumberBits) - 1));

    private static CommitResult Rejected(RejectReason reason, string detail) => new(CommitStatus.Rejected, reason, detail);
}
