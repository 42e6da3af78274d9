using System.Collections.Concurrent;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>Who owns what in this process, and how a partition is acquired.</summary>
/// <remarks>
/// The first read is serial: it finishes a conditional batch that another owner left half decided, so that its fate is known before the
/// term is raised. Once the term is raised no batch under the old one can be applied any more, so the second read tells the row as it
/// stays. From then on reads at the quorum of the commits see all there is: every applied batch was written by one before it was
/// answered, or was finished by the serial reads.
/// </remarks>
/// <param name="parts">The store.</param>
/// <param name="signal">Told of every partition that is known anew: it may have chores of an owner before.</param>
internal sealed class PartitionTerms(StoreParts parts, Action<int> signal)
{
    private const int MostTries = 16;
    private readonly ConcurrentDictionary<int, PartitionState> _states = new();

    public PartitionState? Find(int partition) => _states.GetValueOrDefault(partition);

    /// <summary>What was known is not certain any more.</summary>
    public void Drop(int partition, PartitionState state) => _states.TryRemove(new(partition, state));

    /// <exception cref="StoreUnavailableException">Not known whether the term was raised.</exception>
    public async Task<AcquireResult> AcquireAsync(int partition, string owner, long? expectedTerm, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var stored = await parts.Heads.ReadSerialAsync(partition, cancellationToken).ConfigureAwait(false);
            var head = stored?.Head ?? new() { Partition = partition };
            if (expectedTerm is { } expected && expected != head.Term)
                return new(false, head);
            var raised = stored is null
                ? await parts.Heads.CreateAsync(partition, owner).WaitAsync(cancellationToken).ConfigureAwait(false)
                : await parts.Heads.RaiseAsync(partition, owner, head.Term).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (!raised || await ConfirmAsync(partition, owner, head.Term + 1, cancellationToken).ConfigureAwait(false) is not { } mine)
                continue;
            await parts.QueueMarks.PutAsync(partition, mine.Term, mine.Seq).ConfigureAwait(false);
            return new(true, mine);
        }

        throw new StoreUnavailableException($"Partition {partition} changes its owner again and again.");
    }

    /// <summary>What is known of a partition as of the place a batch starts from; null: the batch is fenced.</summary>
    /// <exception cref="StoreUnavailableException">The store is out of reach; the batch was not sent.</exception>
    public async Task<PartitionState?> StateForAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        if (_states.TryGetValue(batch.Partition, out var known) && known.Follows(batch))
            return known;
        var stored = await parts.Heads.ReadSerialAsync(batch.Partition, cancellationToken).ConfigureAwait(false);
        if (stored is null || stored.Head.Term != batch.Term || stored.Head.Seq != batch.Seq)
            return null;
        return Know(batch.Partition, stored);
    }

    /// <summary>Whether a batch would be fenced now.</summary>
    public async Task<bool> IsFencedAsync(CommitBatch batch, CancellationToken cancellationToken) =>
        await parts.Heads.ReadSerialAsync(batch.Partition, cancellationToken).ConfigureAwait(false) is not { Head: var head }
        || head.Term != batch.Term || head.Seq != batch.Seq;

    private async Task<PartitionHead?> ConfirmAsync(int partition, string owner, long term, CancellationToken cancellationToken)
    {
        var stored = await parts.Heads.ReadSerialAsync(partition, cancellationToken).ConfigureAwait(false);
        if (stored is null || stored.Head.Term != term || stored.Head.Owner != owner)
            return null;
        Know(partition, stored);
        return stored.Head;
    }

    private PartitionState Know(int partition, StoredHead stored)
    {
        var state = _states[partition] = new(stored);
        signal(partition);
        return state;
    }
}
