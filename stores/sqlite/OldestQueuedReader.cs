using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Sqlite;

/// <summary>
/// The oldest waiting job of each queue. The oldest rows over all queues are looked at first, which usually is all of them; only
/// when a long backlog hides other queues, the heads of the remaining queue and type lines answer for those.
/// </summary>
internal static class OldestQueuedReader
{
    private const int Oldest = 5_000;
    private const int EntriesPerPage = 32;
    private const int PagesPerLine = 32;
    private const string WaitingSql = "SELECT run_at, spec FROM jobs INDEXED BY jobs_waiting WHERE state < 2 AND run_at <= ?1 ORDER BY run_at LIMIT ?2";
    private const string LinesSql = "SELECT partition, kind, name, priority, at, ord FROM lines WHERE kind IN (1, 3)";

    public static IReadOnlyDictionary<string, long> Read(RowReaders rows, long now)
    {
        var oldest = new Dictionary<string, long>(StringComparer.Ordinal);
        var waiting = RowReaders.All(
            rows.Get(WaitingSql).Bind(1, now).Bind(2, Oldest),
            row => (RunAt: row.Int64(0), RowCodec.ReadSpec(row.Blob(1), null, out _).Queue));
        foreach (var (runAt, queue) in waiting)
            oldest.TryAdd(queue, runAt);
        if (waiting.Count < Oldest)
            return oldest;

        var lines = RowReaders.All(
            rows.Get(LinesSql),
            row => (Partition: row.Int32(0), Line: new LineId((LineKind)row.Int32(1), row.Text(2), row.Int32(3)), Watermark: new Position(row.Int64(4), row.Int64(5))));
        var seen = oldest.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var (partition, line, watermark) in lines)
        {
            if (Head(rows, partition, line, watermark) is { } job && !seen.Contains(job.Spec.Queue)
                && (!oldest.TryGetValue(job.Spec.Queue, out var known) || job.RunAt < known))
                oldest[job.Spec.Queue] = job.RunAt;
        }

        return oldest;
    }

    /// <summary>The first job whose entry is valid, among the first entries.</summary>
    private static JobRecord? Head(RowReaders rows, int partition, LineId line, Position after)
    {
        for (var pages = 0; pages < PagesPerLine; pages++)
        {
            var page = rows.ReadEntries(partition, line, after, long.MaxValue, EntriesPerPage);
            foreach (var (entry, job) in page.Entries)
            {
                if (job is not null && job.Line == line && job.At == entry.At)
                    return job;
                after = entry.At;
            }

            if (page.End)
                return null;
        }

        return null;
    }
}
