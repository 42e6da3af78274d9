using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Index;
using JobScheduler.Stores.Cassandra.Log;

namespace JobScheduler.Stores.Cassandra.Queries;

/// <summary>Jobs by the time they ended.</summary>
internal sealed class EndedReader(OpenStore store)
{
    private const int LeastTogether = 50;

    // After every job id.
    private const string LastId = "~";

    /// <summary>What retention walks along.</summary>
    public async Task<IReadOnlyList<EndedJob>> ListAsync(StoredState state, EndedPosition after, long upTo, int limit, CancellationToken cancellationToken)
    {
        var ended = new List<EndedJob>();
        var places = PlacesAsync(state, newestFirst: false, new(after.FinishedAt, after.JobId), new(upTo, LastId), limit, cancellationToken);
        await foreach (var some in places.Chunk(Math.Max(limit, LeastTogether)).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var jobs = await store.Lookup.FindAsync([.. some.Select(place => place.JobId)], cancellationToken).ConfigureAwait(false);
            ended.AddRange(some.Zip(jobs).Where(each => EndedAt(each.Second, state, each.First.At))
                .Select(each => new EndedJob(each.First.JobId, each.Second!.Spec.JobType, each.First.At, false)));
            if (ended.Count >= limit)
                break;
        }

        if (ended.Count == 0)
            return ended;
        var sent = await ReadSentAsync(cancellationToken).ConfigureAwait(false);
        return [.. ended.Take(limit).Select(job => job with { IsSent = sent.Contains(job.JobId) })];
    }

    /// <summary>Whether a job ended in this state and at this time: its row may be of an end before a replay.</summary>
    public static bool EndedAt(JobRecord? job, StoredState state, long at) => job is not null && job.State == state && (job.FinishedAt ?? 0) == at;

    /// <summary>Where jobs of a state ended, in order, between two places. Each is to be checked with its job.</summary>
    public IAsyncEnumerable<IndexPlace> PlacesAsync(
        StoredState state, bool newestFirst, IndexPlace low, IndexPlace high, int expected, CancellationToken cancellationToken)
    {
        var (facet, value) = Facets.Ended(state);
        return store.Parts.Index.ReadAsync(new(facet, [value], newestFirst, low, high, expected), cancellationToken);
    }

    /// <summary>The jobs that send rows name. Few at a time, nearly always none.</summary>
    private async Task<HashSet<string>> ReadSentAsync(CancellationToken cancellationToken)
    {
        var sends = await store.OfAllPartitionsAsync(
            partition => store.Reads.ReadSetAsync(partition, RowKind.SendIds, "", cancellationToken)).ConfigureAwait(false);
        return sends.SelectMany(each => each).Select(member => SetKeys.JobOfSend(member.Value)).ToHashSet(StringComparer.Ordinal);
    }
}
