using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Index;
using JobScheduler.Stores.Cassandra.Log;
using JobScheduler.Stores.Cassandra.Queries;

namespace JobScheduler.Stores.Cassandra.Archive;

/// <summary>
/// Does some of a partition's chores. The order is what makes it safe: a job's history row is written from its committed live row before
/// any commit may remove that one, so that a reader who does not find the one finds the other.
/// </summary>
internal sealed class ArchivePass(StoreParts parts, JobLookup lookup)
{
    private const int ChoresPerPass = 500;

    // A row holds all jobs that a commit ended.
    private const int RowsPerRead = 50;

    /// <summary>Time beyond a job's retention that its history row lives: as long as a cluster may stand still and its partitions still find what they are to remove.</summary>
    private const long MarginMs = 3L * 24 * 60 * 60 * 1000;

    // What CQL allows, https://cassandra.apache.org/doc/5.0/cassandra/developing/cql/dml.html: 20 years.
    private const long LongestTtlSeconds = 630_720_000;

    /// <summary>True: there may be more. A full queue waits for the next commit.</summary>
    /// <exception cref="StoreUnavailableException">It could not all be done; nothing counts as done.</exception>
    public async Task<bool> RunAsync(int partition, PartitionState state, CancellationToken cancellationToken)
    {
        if (state.Archive.IsFull)
            return false;
        var head = state.Head.Seq;
        var page = state.Archive.BeginPass(ChoresPerPass)
            ?? await parts.Chores.ReadAsync(partition, state.Archive.Copied, head, RowsPerRead, cancellationToken).ConfigureAwait(false);
        var chores = page.Chores;
        await Task.WhenAll(chores.Where(each => each.Kind is ChoreKind.Unindex or ChoreKind.CleanPayload or ChoreKind.CleanLogs).Select(each => CleanAsync(partition, each, cancellationToken))).ConfigureAwait(false);
        var copied = await CopyAsync(partition, state, chores, cancellationToken).ConfigureAwait(false);
        foreach (var chore in chores.Where(each => each.Kind == ChoreKind.CleanJob))
        {
            await CleanJobAsync(partition, chore, cancellationToken).ConfigureAwait(false);
            state.Deleted.Remove(chore.Name, chore.At.At);
        }

        state.Archive.EndPass([.. chores.Select(each => each.Kind == ChoreKind.Archive && copied.TryGetValue(each.Name, out var rows)
            ? new DoneChore(each.At, each.Name, rows.HasAttempts, rows.HasLogs)
            : new DoneChore(each.At, null, false))], page.Through);
        foreach (var id in copied.Keys)
            state.Recent.Remove(id);
        return page.More;
    }

    /// <summary>Copies the jobs that are terminal; answers which, and whether they have rows of older attempts and of logs.</summary>
    private async Task<Dictionary<string, (bool HasAttempts, bool HasLogs)>> CopyAsync(int partition, PartitionState state, IReadOnlyList<Chore> chores, CancellationToken cancellationToken)
    {
        // A job that ended several times is copied once, as it is now.
        var seqs = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var chore in chores.Where(each => each.Kind == ChoreKind.Archive))
            seqs[chore.Name] = chore.At.At;
        var recent = state.Recent.Find(seqs.Keys);
        var read = await parts.Jobs.ReadLiveAsync(partition, seqs.Keys.Where(id => !recent.ContainsKey(id)), brief: false, cancellationToken).ConfigureAwait(false);
        var ended = recent.Values.Concat(read.Values).Select(row => (Row: row, Job: row.Decode())).Where(each => each.Job.State >= StoredState.Completed).ToList();
        var attempts = await Task.WhenAll(ended.Select(each => AttemptsAsync(partition, each.Job, cancellationToken))).ConfigureAwait(false);
        await parts.Logs.CopyAsync(
            partition, ended.Where(each => each.Job.HasLogs).Select(each => (each.Row.JobId, seqs[each.Row.JobId])), cancellationToken).ConfigureAwait(false);
        await parts.History.PutAsync(
            ended.Select((each, i) => new HistoryRow(each.Row, seqs[each.Row.JobId], attempts[i], TtlOf(each.Job))), cancellationToken).ConfigureAwait(false);
        return ended.Select((each, i) => (each.Row.JobId, Has: (attempts[i].Count > 0, each.Job.HasLogs)))
            .ToDictionary(each => each.JobId, each => each.Has, StringComparer.Ordinal);
    }

    private async Task<IReadOnlyList<byte[]>> AttemptsAsync(int partition, JobRecord job, CancellationToken cancellationToken) =>
        job.Attempt > 1 ? await parts.Jobs.ReadAttemptsAsync(partition, job.JobId, cancellationToken).ConfigureAwait(false) : [];

    /// <summary>Seconds; 0: for ever.</summary>
    private int TtlOf(JobRecord job)
    {
        if (parts.Retention.PeriodOf(job.State, job.Spec.JobType, RetentionRules.WasSent(job.JobId)) is not { } period)
            return 0;
        var seconds = (period + MarginMs) / 1_000;
        return seconds > LongestTtlSeconds ? 0 : (int)seconds;
    }

    private Task CleanAsync(int partition, Chore chore, CancellationToken cancellationToken) => chore.Kind switch
    {
        ChoreKind.Unindex => UnindexAsync(partition, chore, cancellationToken),
        ChoreKind.CleanLogs => parts.Logs.DeleteAsync(chore.Name, chore.At.At, cancellationToken),
        _ => parts.Payloads.DeleteAsync(chore.Name, chore.Number, cancellationToken),
    };

    /// <summary>Takes a job off the list of those that ended then, unless it has ended again in the same state and millisecond.</summary>
    private async Task UnindexAsync(int partition, Chore chore, CancellationToken cancellationToken)
    {
        var job = await lookup.FindAsync([chore.Name], cancellationToken).ConfigureAwait(false);
        if (!EndedReader.EndedAt(job[0], chore.State, chore.Number))
            await parts.IndexWriter.DeleteAsync(partition, [Facets.Ended(chore.State, chore.Number, chore.Name)], cancellationToken).ConfigureAwait(false);
    }

    private async Task CleanJobAsync(int partition, Chore chore, CancellationToken cancellationToken)
    {
        var (id, seq) = (chore.Name, chore.At.At);
        var spec = RowCodec.ReadSpec(chore.Spec, null, out _);
        _ = JobIds.TryParse(id, out _, out var submittedAt);
        var rows = await CameAgainAsync(partition, id, seq, cancellationToken).ConfigureAwait(false)
            ? [] : Facets.Of(id, submittedAt, spec).Append(Facets.Ended(chore.State, chore.Number, id));
        await Task.WhenAll(
            parts.History.DeleteAsync(id, seq, cancellationToken),
            parts.Payloads.DeleteAsync(id, seq, cancellationToken),
            parts.IndexWriter.DeleteAsync(partition, rows, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>A job that another partition made can be made a second time under its id; those made here never are.</summary>
    private async Task<bool> CameAgainAsync(int partition, string id, long seq, CancellationToken cancellationToken) =>
        RetentionRules.WasSent(id)
        && ((await parts.Jobs.ReadLiveAsync(partition, [id], brief: true, cancellationToken).ConfigureAwait(false)).Count > 0
            || (await parts.History.ReadAsync([id], brief: true, cancellationToken).ConfigureAwait(false)).Values.Any(row => row.HistorySeq > seq));
}
