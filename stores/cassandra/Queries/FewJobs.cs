using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Index;

namespace JobScheduler.Stores.Cassandra.Queries;

/// <summary>Finds the jobs of some states, if they are few: from the running sets, the lines and the index of ends.</summary>
internal sealed class FewJobs(OpenStore store)
{
    private const int Most = 5_000;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Where all jobs of these states stand in time; null: there are many, or it cannot be told cheaply.</summary>
    public async Task<IReadOnlyList<IndexPlace>?> FindAsync(IReadOnlyCollection<StoredState> states, CancellationToken cancellationToken)
    {
        // Completed jobs are usually most of all.
        if (states.Contains(StoredState.Completed))
            return null;
        foreach (var state in states.Where(state => state > StoredState.Claimed))
        {
            if (!await AddEndedAsync(state, cancellationToken).ConfigureAwait(false))
                return null;
        }

        if (states.Contains(StoredState.Claimed) && !await AddRunningAsync(cancellationToken).ConfigureAwait(false))
            return null;
        if (states.Any(state => state <= StoredState.Lined) && !await AddWaitingAsync(cancellationToken).ConfigureAwait(false))
            return null;
        return [.. _ids.Select(id => new IndexPlace(JobIds.TryParse(id, out _, out var submittedAt) ? submittedAt : 0, id))];
    }

    private async Task<bool> AddEndedAsync(StoredState state, CancellationToken cancellationToken)
    {
        var places = new EndedReader(store).PlacesAsync(state, newestFirst: true, new(long.MinValue, ""), new(long.MaxValue, "~"), Most, cancellationToken);
        await foreach (var place in places.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (!TryAdd(place.JobId))
                return false;
        }

        return true;
    }

    private async Task<bool> AddRunningAsync(CancellationToken cancellationToken)
    {
        var running = await store.OfAllPartitionsAsync(partition => store.Reads.ReadTokensAsync(partition, cancellationToken)).ConfigureAwait(false);
        return running.SelectMany(each => each).All(each => TryAdd(each.JobId));
    }

    private async Task<bool> AddWaitingAsync(CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < store.Info.Partitions; partition++)
        {
            var lines = await LineHeads.ReadAsync(store, partition, cancellationToken).ConfigureAwait(false);
            if (!LineHeads.AreAll(lines))
                return false;
            foreach (var line in lines)
            {
                var entries = await store.Reads.ReadPlacesAsync(
                    partition, line.Line, line.Watermark, new(long.MaxValue, long.MaxValue), Most + 1, cancellationToken).ConfigureAwait(false);
                if (!entries.Where(entry => entry.Kind != EntryKind.Fire).All(entry => TryAdd(entry.JobId)))
                    return false;
            }
        }

        return true;
    }

    private bool TryAdd(string id)
    {
        _ids.Add(id);
        return _ids.Count <= Most;
    }
}
