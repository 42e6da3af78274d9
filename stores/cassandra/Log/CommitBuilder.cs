using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Archive;
using JobScheduler.Stores.Cassandra.Connection;
using JobScheduler.Stores.Cassandra.Index;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>
/// Makes of a batch the conditional batch that writes it, and says what must be written before it and done after it. Used once.
/// </summary>
internal sealed partial class CommitBuilder(CassandraConnection connection, PartitionState state, CommitBatch batch, CommitFacts facts, long commitId)
{
    /// <summary>Jobs that leave the live rows with one commit; they do not count as rows of the caller.</summary>
    private const int MostRemoved = 1_000;

    // Key, cells and their timestamps, about.
    private const int RowBytes = 96;
    private readonly int _partition = batch.Partition;
    private readonly long _seq = batch.Head.Seq;
    private readonly RowWriter _blob = new();
    private readonly List<BoundStatement> _rows = [];
    private readonly Dictionary<string, bool> _terminal = new(StringComparer.Ordinal);
    private readonly HashSet<PackedSet> _sets = [];
    private readonly List<Action<RecentRows>> _recent = [];
    private readonly List<Chore> _chores = [];
    private readonly List<string> _ended = [];

    /// <summary>About how large the batch is.</summary>
    public long Bytes { get; private set; }

    /// <summary>Large payloads and results, to be written before the batch.</summary>
    public List<LargeText> Large { get; } = [];

    /// <summary>Where lists find the jobs that are inserted and those that end; to be written before the batch.</summary>
    public List<IndexRow> Index { get; } = [];

    /// <summary>Jobs that are deleted.</summary>
    public List<string> Deleted { get; } = [];

    /// <summary>What of the archiver's copies the batch removes.</summary>
    public Removal Removal { get; private set; } = null!;

    /// <summary>The batch leaves work for the archiver.</summary>
    public bool HasChores => _chores.Count > 0;

    public BatchStatement Build()
    {
        foreach (var mutation in batch.Mutations)
            Add(mutation);
        foreach (var set in _sets)
        {
            foreach (var (row, value) in set.TakeChanged())
                Row(value.Length, Cql.PutValue, _partition, set.Kind, set.Name, 0, (long)row, value);
        }

        LeaveEnded();
        RemoveCopied();
        var statement = new BatchStatement();
        statement.SetBatchType(BatchType.Unlogged);
        statement.Add(Fence());
        foreach (var row in _rows)
            statement.Add(row);
        return statement;
    }

    /// <summary>The commit was applied: what is known now.</summary>
    public void Applied()
    {
        // The rows first: whoever finds a chore must find its job as the chore says.
        _recent.ForEach(change => change(state.Recent));
        state.Archive.EndCommit(Removal, _chores);
        foreach (var (id, terminal) in _terminal)
        {
            if (terminal)
                state.Known.Remove(id);
            else
                state.Known.Add(id);
        }

        foreach (var mutation in batch.Mutations)
        {
            if (mutation is PutSchedule { Schedule.Id: var put })
                state.Known.Add(KnownRows.Schedule(put));
            else if (mutation is DeleteSchedule { ScheduleId: var gone })
                state.Known.Remove(KnownRows.Schedule(gone));
        }

        foreach (var id in Deleted)
            state.Deleted.Add(id, _seq);
        state.Advance(batch.Head);
    }

    private BoundStatement Fence()
    {
        var head = batch.Head;
        var fence = connection.Bind(
            Cql.Fence, head.Seq, commitId, head.Owner, head.NextSequence, head.NextEntry, head.NextToken, head.DueWatermark.At, head.DueWatermark.Order,
            Removal.Through.At, Removal.Through.Order, _partition, batch.Term, batch.Seq, commitId);
        return fence;
    }

    /// <summary>Lets go of what the archiver has copied, unless this batch names it.</summary>
    private void RemoveCopied()
    {
        Removal = state.Archive.BeginCommit([.. batch.Mutations.Select(JobRowOf).OfType<string>()], MostRemoved);
        foreach (var id in Removal.Done.Select(done => done.JobId).OfType<string>())
            Row(0, Cql.DeleteRow, _partition, RowKind.Job, id, 0, 0L, 0L);
        foreach (var done in Removal.Done.Where(done => done is { JobId: not null, HasAttempts: true }))
            Row(0, Cql.DeleteName, _partition, RowKind.Attempt, done.JobId);
        foreach (var done in Removal.Done.Where(done => done is { JobId: not null, HasLogs: true }))
            Row(0, Cql.DeleteName, _partition, RowKind.AttemptLog, done.JobId);
        if (Removal.Done.Count > 0)
            Row(0, Cql.Trim, _partition, RowKind.Chore, "", 0, Removal.Through.At, Removal.Through.Order);
    }

    private static string? JobRowOf(Mutation mutation) => mutation switch
    {
        InsertJob { Job.JobId: var id } => id,
        UpdateJob { Job.JobId: var id } => id,
        DeleteJob { JobId: var id } => id,
        PutAttempt { JobId: var id } => id,
        DeleteAttempt { JobId: var id } => id,
        PutAttemptLog { JobId: var id } => id,
        _ => null,
    };

    private void Row(int bytes, string cql, params object?[] values)
    {
        Bytes += RowBytes + bytes;
        _rows.Add(connection.Bind(cql, values));
    }

    private void Chore(ChoreKind kind, string name, StoredState state, long number, byte[]? spec = null)
    {
        var chore = new Chore(new(_seq, _chores.Count), kind, name, spec, state, number);
        _chores.Add(chore);
        Row(spec?.Length ?? 0, Cql.PutChore, _partition, RowKind.Chore, chore.At.At, chore.At.Order, (sbyte)kind, name, spec ?? (object)Unset.Value, ChoreRow.ValueOf(chore));
    }

    /// <summary>Tells the archiver of all jobs that are terminal, in one row.</summary>
    private void LeaveEnded()
    {
        if (_ended.Count == 0)
            return;
        var first = _chores.Count;
        _chores.AddRange(_ended.Select((name, i) => new Chore(new(_seq, first + i), ChoreKind.Archive, name, null, default, 0)));
        var value = ChoreRow.ValueOf(_chores[first..]);
        Row(value.Length, Cql.PutChore, _partition, RowKind.Chore, _seq, _chores[^1].At.Order, (sbyte)ChoreKind.Archive, Unset.Value, Unset.Value, value);
    }

    /// <summary>Keeps a large text apart; answers under which seq.</summary>
    private long PutApart(string key, PayloadPart part, RawJson text)
    {
        Large.Add(new(key, part, _seq, text));
        return _seq;
    }

    private PackedSet Set(sbyte kind, string name)
    {
        if (!state.TryGetSet(kind, name, out var set))
            throw new InvalidOperationException($"The set {kind} {name} of partition {_partition} was not read.");
        _sets.Add(set);
        return set;
    }
}
