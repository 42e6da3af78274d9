using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Log;

namespace JobScheduler.Stores.Cassandra.Queries;

/// <summary>
/// The oldest waiting job of each queue in one partition: from the first entries of the due index that are due, and from the heads of the
/// lines. All are read from their watermarks on, so the work is that of the lines there are, not of the jobs in them.
/// </summary>
internal sealed class OldestQueuedReader(OpenStore store, int partition, long now)
{
    private const int OverdueEntries = 1_000;
    private const int EntriesPerPage = 32;
    private const int PagesPerLine = 32;
    private readonly Dictionary<string, long> _oldest = new(StringComparer.Ordinal);

    public async Task<IReadOnlyDictionary<string, long>> ReadAsync(CancellationToken cancellationToken)
    {
        foreach (var line in await LineHeads.ReadAsync(store, partition, cancellationToken).ConfigureAwait(false))
        {
            if (line.Line.Kind == LineKind.Due)
                await ReadOverdueAsync(line.Watermark, cancellationToken).ConfigureAwait(false);
            else
                await ReadHeadAsync(line, cancellationToken).ConfigureAwait(false);
        }

        return _oldest;
    }

    private async Task ReadOverdueAsync(Position after, CancellationToken cancellationToken)
    {
        var page = await store.Reads.ReadEntriesAsync(
            partition, LineId.Due, after, now, OverdueEntries, JobDetail.List, null, cancellationToken).ConfigureAwait(false);
        foreach (var (_, job) in page.Entries)
        {
            if (job is not null && JobMatcher.Shown(job.State, job.RunAt, now) == JobState.Queued)
                Note(job);
        }
    }

    /// <summary>The first job whose entry is valid, among the first entries.</summary>
    private async Task ReadHeadAsync(LineRecord line, CancellationToken cancellationToken)
    {
        var after = line.Watermark;
        for (var pages = 0; pages < PagesPerLine; pages++)
        {
            var page = await store.Reads.ReadEntriesAsync(
                partition, line.Line, after, long.MaxValue, EntriesPerPage, JobDetail.List, null, cancellationToken).ConfigureAwait(false);
            foreach (var (entry, job) in page.Entries)
            {
                if (job is not null && job.Line == line.Line && job.At == entry.At)
                {
                    Note(job);
                    return;
                }

                after = entry.At;
            }

            if (page.End)
                return;
        }
    }

    private void Note(JobRecord job) =>
        _oldest[job.Spec.Queue] = Math.Min(job.RunAt, _oldest.GetValueOrDefault(job.Spec.Queue, long.MaxValue));
}
