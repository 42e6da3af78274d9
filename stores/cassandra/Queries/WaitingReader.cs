using System.Runtime.CompilerServices;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Queries;

/// <summary>
/// A list in order of due time: the due indexes and lines of all partitions, merged by place and looked at in windows. An entry lies at its
/// job's time, or later if that had passed when it was put there; never earlier. So the window of all that is overdue is sorted as a
/// whole, and behind it windows end between milliseconds. Beyond the bounds of a window the order is that of the places.
/// </summary>
internal sealed class WaitingReader(OpenStore store, JobQuery query, JobMatcher matcher, long now)
{
    private const int MostOverdue = 5_000;
    private const int MostTied = 2_000;
    private const int LeastTogether = 50;
    private const int EntriesPerPage = 4_000;

    public async Task<Page<JobRecord>> PageAsync(ListPosition? after, CancellationToken cancellationToken)
    {
        var items = new List<JobRecord>();
        var looked = 0;
        await foreach (var window in WindowsAsync(after?.First ?? long.MinValue, cancellationToken).ConfigureAwait(false))
        {
            var found = await MatchesAsync(window, after, cancellationToken).ConfigureAwait(false);
            foreach (var job in found)
            {
                if (items.Count == query.Limit)
                    return new(items, ListPosition.Of(items[^1], JobOrder.Due).ToCursor(query));
                items.Add(job);
            }

            looked += window.Count;
            if (looked >= EntriesPerPage)
                return new(items, new ListPosition(window[^1].At.At, long.MaxValue, "").ToCursor(query));
        }

        return new(items, null);
    }

    /// <summary>The jobs of a window that the list shows, in true order.</summary>
    private async Task<List<JobRecord>> MatchesAsync(List<EntryRecord> window, ListPosition? after, CancellationToken cancellationToken)
    {
        var ids = window.Select(entry => entry.JobId).Distinct(StringComparer.Ordinal).ToList();
        var jobs = (await store.Lookup.FindAsync(
            ids, cancellationToken).ConfigureAwait(false)).OfType<JobRecord>().ToDictionary(job => job.JobId, StringComparer.Ordinal);
        var found = new List<JobRecord>();
        foreach (var entry in window)
        {
            // The entry counts while the job names its place.
            if (jobs.TryGetValue(entry.JobId, out var job) && job.Line == entry.Line && job.At == entry.At && matcher.Matches(job)
                && (after is not { } last || ListPosition.Compare(ListPosition.Of(job, JobOrder.Due), last, JobOrder.Due) > 0))
                found.Add(job);
        }

        found.Sort((x, y) => ListPosition.Compare(ListPosition.Of(x, JobOrder.Due), ListPosition.Of(y, JobOrder.Due), JobOrder.Due));
        return found;
    }

    private async IAsyncEnumerable<List<EntryRecord>> WindowsAsync(long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var window = new List<EntryRecord>();
        var least = Math.Max(2 * query.Limit, LeastTogether);
        await foreach (var waiting in EntriesAsync(from, cancellationToken).ConfigureAwait(false))
        {
            if (window.Count > 0 && EndsBefore(waiting, window, least))
            {
                yield return window;
                window = [];
            }

            window.Add(waiting);
        }

        if (window.Count > 0)
            yield return window;
    }

    private bool EndsBefore(EntryRecord next, List<EntryRecord> window, int least)
    {
        var last = window[^1].At.At;
        if (last <= now)
            return next.At.At > now || window.Count >= MostOverdue;
        return (window.Count >= least && next.At.At > last) || window.Count >= least + MostTied;
    }

    /// <summary>All entries for jobs from a time on, by place.</summary>
    private async IAsyncEnumerable<EntryRecord> EntriesAsync(long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = await store.OfAllPartitionsAsync(partition => LineHeads.ReadAsync(store, partition, cancellationToken)).ConfigureAwait(false);
        var streams = lines.SelectMany((of, partition) => of.Select(line => new EntryStream(store, partition, line, from, query.Limit))).ToList();
        await Task.WhenAll(streams.Select(stream => stream.FillAsync(cancellationToken))).ConfigureAwait(false);
        var heads = new PriorityQueue<EntryStream, Position>();
        heads.EnqueueRange(streams.Where(stream => stream.HasHead).Select(stream => (stream, stream.Head.At)));
        while (heads.TryDequeue(out var stream, out _))
        {
            if (stream.Head.Kind == EntryKind.Run)
                yield return stream.Head;
            if (await stream.MoveAsync(cancellationToken).ConfigureAwait(false))
                heads.Enqueue(stream, stream.Head.At);
        }
    }

}
