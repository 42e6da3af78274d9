using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Connection;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>
/// The owner's reads. Nothing scans what others deleted: jobs, keys and schedules are read by name, lines from the place that is asked
/// for, and what comes and goes from packed sets.
/// </summary>
internal sealed class PartitionReads(StoreParts parts)
{
    private const int NamesPerRead = 100;
    private const int SendsPerRead = 20;

    public CassandraConnection Connection => parts.Connection;

    /// <summary>Jobs by id, live or in the history; what is not of this partition is absent.</summary>
    public async Task<Dictionary<string, JobRecord>> FindJobsAsync(
        int partition, IReadOnlyCollection<string> ids, JobDetail detail, PartitionState? state, CancellationToken cancellationToken)
    {
        var here = ids.Where(id => LiesIn(id, partition)).Distinct(StringComparer.Ordinal).ToList();
        var jobs = await ReadLiveAsync(partition, here, detail, state, cancellationToken).ConfigureAwait(false);
        if (jobs.Count == here.Count)
            return jobs;
        var missing = here.Where(id => !jobs.ContainsKey(id)).ToList();
        var old = await FindHistoryAsync(partition, missing, detail == JobDetail.List, state, cancellationToken).ConfigureAwait(false);
        foreach (var job in await parts.Jobs.ToRecordsAsync(old.Values, detail, cancellationToken).ConfigureAwait(false))
            jobs.Add(job.JobId, job);
        return jobs;
    }

    /// <summary>The history's newest rows of jobs that are not live, unless they were deleted since.</summary>
    public async Task<Dictionary<string, StoredRow>> FindHistoryAsync(
        int partition, IReadOnlyCollection<string> ids, bool brief, PartitionState? state, CancellationToken cancellationToken)
    {
        var rows = await parts.History.ReadAsync(ids, brief, cancellationToken).ConfigureAwait(false);
        if (state is null || rows.Count == 0)
            return rows;
        if (!state.Deleted.IsComplete)
        {
            var read = await parts.Chores.ReadAsync(partition, state.Archive.Copied, state.Head.Seq, int.MaxValue, cancellationToken).ConfigureAwait(false);
            state.Deleted.Complete(read.Chores.Where(chore => chore.Kind == Archive.ChoreKind.CleanJob).Select(chore => (chore.Name, chore.At.At)));
        }

        foreach (var id in rows.Where(each => state.Deleted.Covers(each.Key, each.Value.HistorySeq!.Value)).Select(each => each.Key).ToList())
            rows.Remove(id);
        return rows;
    }

    /// <summary>Entries of a line with their jobs. A job that is not live has ended: no entry of it counts, and the history is not asked.</summary>
    public async Task<EntryPage> ReadEntriesAsync(
        int partition, LineId line, Position after, long upTo, int limit, JobDetail detail, PartitionState? state, CancellationToken cancellationToken)
    {
        if (after.At > upTo || !Names.IsText(line.Name))
            return EntryPage.Empty;
        var read = await ReadPlacesAsync(
            partition, line, after, new(upTo, long.MaxValue), limit == int.MaxValue ? limit : limit + 1, cancellationToken).ConfigureAwait(false);
        var entries = read.Take(limit).ToList();
        var ids = entries.Where(entry => entry.Kind != EntryKind.Fire && LiesIn(entry.JobId, partition)).Select(entry => entry.JobId).Distinct(StringComparer.Ordinal).ToList();
        var jobs = await ReadLiveAsync(partition, ids, detail, state, cancellationToken).ConfigureAwait(false);
        return new([.. entries.Select(entry => (entry, entry.Kind == EntryKind.Fire ? null : jobs.GetValueOrDefault(entry.JobId)))], read.Count <= limit);
    }

    /// <summary>Entries of a line after a place and up to another.</summary>
    public async Task<List<EntryRecord>> ReadPlacesAsync(int partition, LineId line, Position after, Position upTo, int limit, CancellationToken cancellationToken)
    {
        var rows = await Connection.ReadAsync(
            Connection.Bind(Cql.ReadEntries, partition, RowKind.EntriesOf(line.Kind), line.Name, line.Priority, after.At, after.Order, upTo.At, upTo.Order, limit),
            limit, cancellationToken).ConfigureAwait(false);
        return rows.ConvertAll(row => new EntryRecord(
            line, new(row.GetValue<long>(0), row.GetValue<long>(1)), row.GetValue<string>(2), (EntryKind)row.GetValue<sbyte>(3)));
    }

    /// <summary>The rows of all queue and type lines.</summary>
    public async Task<IReadOnlyList<LineRecord>> ReadLinesAsync(int partition, CancellationToken cancellationToken)
    {
        var kinds = new[] { LineKind.Queue, LineKind.Type };
        var reads = await Task.WhenAll(kinds.Select(kind => ReadKindAsync(partition, RowKind.LineOf(kind), cancellationToken))).ConfigureAwait(false);
        return [.. reads.SelectMany((rows, i) => rows.Select(row =>
            Blobs.Line(new(kinds[i], row.GetValue<string>(0), row.GetValue<int>(1)), row.GetValue<byte[]>(2))))];
    }

    /// <summary>The rows of key lines by key.</summary>
    public async Task<Dictionary<string, LineRecord>> ReadKeyLinesAsync(int partition, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var rows = await ReadNamesAsync(Cql.ReadNamed, partition, RowKind.LineOf(LineKind.Key), keys, cancellationToken).ConfigureAwait(false);
        return rows.Select(row => Blobs.Line(new(LineKind.Key, row.GetValue<string>(0)), row.GetValue<byte[]>(2)))
            .ToDictionary(line => line.Line.Name, StringComparer.Ordinal);
    }

    public async Task<IReadOnlyList<RunningJob>> ReadRunningAsync(int partition, PartitionState? state, CancellationToken cancellationToken)
    {
        var tokens = await ReadTokensAsync(partition, cancellationToken).ConfigureAwait(false);
        var ids = tokens.Select(each => each.JobId).Distinct(StringComparer.Ordinal).ToList();
        var jobs = await ReadLiveAsync(partition, ids, JobDetail.Page, state, cancellationToken).ConfigureAwait(false);
        return [.. tokens.Where(each => jobs.ContainsKey(each.JobId)).Select(each => new RunningJob(each, jobs[each.JobId]))];
    }

    /// <summary>The claimed attempts, oldest token first.</summary>
    public async Task<List<RunningRecord>> ReadTokensAsync(int partition, CancellationToken cancellationToken)
    {
        var members = await ReadSetAsync(partition, RowKind.Running, "", cancellationToken).ConfigureAwait(false);
        return [.. members.Select(each => new RunningRecord(SetKeys.Number(each.Key), each.Value)).OrderBy(each => each.Token)];
    }

    /// <summary>The members of a packed set.</summary>
    public async Task<List<(string Key, string Value)>> ReadSetAsync(int partition, sbyte kind, string name, CancellationToken cancellationToken)
    {
        var rows = await Connection.ReadAsync(
            Connection.Bind(Cql.ReadValues, partition, kind, name), int.MaxValue, cancellationToken).ConfigureAwait(false);
        return [.. rows.SelectMany(row => PackedSet.Read(row.GetValue<byte[]>(1)))];
    }

    public async Task<IReadOnlyList<SendRecord>> ReadSendsAsync(int partition, long afterId, int limit, CancellationToken cancellationToken)
    {
        var members = await ReadSetAsync(partition, RowKind.SendIds, "", cancellationToken).ConfigureAwait(false);
        var ids = members.Select(each => SetKeys.Number(each.Key)).Where(id => id > afterId).Order().Take(limit).ToList();
        var reads = await Task.WhenAll(ids.Chunk(SendsPerRead).Select(some => Connection.ReadAsync(
            Connection.Bind(Cql.ReadSends, partition, RowKind.Send, some), some.Length, cancellationToken))).ConfigureAwait(false);
        var sends = await Task.WhenAll(
            reads.SelectMany(rows => rows).Select(row => ToSendAsync(partition, row, cancellationToken))).ConfigureAwait(false);
        return [.. sends.OrderBy(send => send.Id)];
    }

    public async Task<IReadOnlyList<QueueRecord>> ReadQueuesAsync(int partition, CancellationToken cancellationToken)
    {
        var rows = await ReadKindAsync(partition, RowKind.Queue, cancellationToken).ConfigureAwait(false);
        return rows.ConvertAll(row => Blobs.Queue(row.GetValue<string>(0), row.GetValue<byte[]>(2)));
    }

    public async Task<IReadOnlyList<CounterRecord>> ReadCountersAsync(int partition, CancellationToken cancellationToken)
    {
        var rows = await ReadKindAsync(partition, RowKind.Counter, cancellationToken).ConfigureAwait(false);
        return rows.ConvertAll(row =>
        {
            var (queue, type) = Names.Split(row.GetValue<string>(0));
            return new CounterRecord((StoredState)row.GetValue<int>(1), queue, type, row.GetValue<long>(3));
        });
    }

    /// <summary>Point reads by name; texts that no row can have are left out.</summary>
    public async Task<List<Row>> ReadNamesAsync(string cql, int partition, sbyte kind, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var reads = await Task.WhenAll(names.Where(Names.IsText).Distinct(StringComparer.Ordinal).Chunk(NamesPerRead)
            .Select(some => Connection.ReadAsync(Connection.Bind(cql, partition, kind, some), some.Length, cancellationToken))).ConfigureAwait(false);
        return [.. reads.SelectMany(rows => rows)];
    }

    public bool LiesIn(string jobId, int partition) => JobIds.TryGetPartition(jobId, parts.Partitions, out var actual) && actual == partition;

    private Task<List<Row>> ReadKindAsync(int partition, sbyte kind, CancellationToken cancellationToken) =>
        Connection.ReadAsync(Connection.Bind(Cql.ReadKind, partition, kind), int.MaxValue, cancellationToken);

    private async Task<Dictionary<string, JobRecord>> ReadLiveAsync(
        int partition, IReadOnlyCollection<string> ids, JobDetail detail, PartitionState? state, CancellationToken cancellationToken)
    {
        var removals = state?.Known.Removals ?? 0;
        var rows = await parts.Jobs.ReadLiveAsync(partition, ids, detail == JobDetail.List, cancellationToken).ConfigureAwait(false);
        var jobs = await parts.Jobs.ToRecordsAsync(rows.Values, detail, cancellationToken).ConfigureAwait(false);
        state?.Known.AddRead(jobs.Where(job => job.State < StoredState.Completed).Select(job => job.JobId), removals);
        return jobs.ToDictionary(job => job.JobId, StringComparer.Ordinal);
    }

    private async Task<SendRecord> ToSendAsync(int partition, Row row, CancellationToken cancellationToken)
    {
        var (id, jobId, kind) = (row.GetValue<long>(0), row.GetValue<string>(1), (SentKind)row.GetValue<sbyte>(2));
        var (target, schedule) = Blobs.Send(row.GetValue<byte[]>(3));
        if (kind != SentKind.Job)
            return new(id, target, jobId, null, kind, schedule);
        var payload = row.GetValue<long>(6) is var seq && seq != StoredRow.NotApart
            ? await parts.Payloads.ReadAsync(Names.PayloadOfSend(partition, id), PayloadPart.Payload, seq, cancellationToken).ConfigureAwait(false)
            : Blobs.Json(row.GetValue<byte[]>(5));
        return new(id, target, jobId, RowCodec.ReadSpec(row.GetValue<byte[]>(4), payload, out _), kind, schedule);
    }
}
