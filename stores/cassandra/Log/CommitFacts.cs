using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Connection;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>What must be known before a batch is written, because a conditional batch of Cassandra cannot find it out itself.</summary>
internal sealed class CommitFacts
{
    /// <summary>Rows that were looked for and are live.</summary>
    public Dictionary<string, StoredRow> Live { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Rows that were looked for and lie in the history only.</summary>
    public Dictionary<string, StoredRow> Old { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Idempotency keys that deletes name, as they are stored.</summary>
    public Dictionary<(string Scope, string Key), IdempotencyRecord> Keys { get; init; } = [];

    /// <summary>The rule that the batch breaks, or null.</summary>
    public string? Conflict { get; init; }

    public bool Has(string jobId) => Live.ContainsKey(jobId) || Old.ContainsKey(jobId);

    public StoredRow? Find(string jobId) => Live.GetValueOrDefault(jobId) ?? Old.GetValueOrDefault(jobId);
}

/// <summary>
/// Finds them out. Reading before writing is as exact here as a condition would be: only the owner writes the partition, and the batch
/// is refused if it is not the owner any more. The rows of jobs that go their usual way are known already, so nothing is read for them.
/// </summary>
internal sealed class CommitFactsReader(StoreParts parts, PartitionReads reads, PartitionLoader loader)
{
    public async Task<CommitFacts> ReadAsync(PartitionState state, CommitBatch batch, CancellationToken cancellationToken)
    {
        var partition = batch.Partition;
        var loading = LoadSetsAsync(state, partition, batch.Mutations, cancellationToken);
        var ids = batch.Mutations.Select(mutation => UncertainJob(state, batch, mutation)).OfType<string>().Where(Names.IsText).ToList();
        var live = await parts.Jobs.ReadLiveAsync(partition, ids, brief: false, cancellationToken).ConfigureAwait(false);
        var missing = ids.Where(id => !live.ContainsKey(id)).ToList();
        var old = await reads.FindHistoryAsync(partition, missing, brief: false, state, cancellationToken).ConfigureAwait(false);
        var freed = batch.Mutations.OfType<DeleteIdempotency>().Select(delete => (delete.Scope, delete.Key)).ToList();
        var keys = freed.Count == 0 ? [] : await loader.ReadIdempotencyAsync(partition, freed, cancellationToken).ConfigureAwait(false);
        await loading.ConfigureAwait(false);
        var facts = new CommitFacts { Live = live, Old = old, Keys = keys };
        var conflict = ConflictOf(state, batch, facts) ?? await ScheduleConflictAsync(state, batch, cancellationToken).ConfigureAwait(false);
        return new() { Live = facts.Live, Old = facts.Old, Keys = facts.Keys, Conflict = conflict };
    }

    /// <summary>The job whose row must be looked for: null for most.</summary>
    private static string? UncertainJob(PartitionState state, CommitBatch batch, Mutation mutation) => mutation switch
    {
        InsertJob { Job: var job } when !IsNew(state, batch, job) && !state.Known.Contains(job.JobId) => job.JobId,
        UpdateJob { Job.JobId: var id } when !state.Known.Contains(id) => id,
        DeleteJob { JobId: var id } => id,
        _ => null,
    };

    /// <summary>A number of submission that this commit takes was no job's before; of a job that was sent here the id may have come before.</summary>
    private static bool IsNew(PartitionState state, CommitBatch batch, JobRecord job) =>
        job.Sequence >= state.Head.NextSequence && job.Sequence < batch.Head.NextSequence && job.JobId.Length == Grains.Core.JobIds.Length;

    private static string? ConflictOf(PartitionState state, CommitBatch batch, CommitFacts facts)
    {
        foreach (var mutation in batch.Mutations)
        {
            switch (mutation)
            {
                case InsertJob { Job.JobId: var id } when facts.Has(id) || state.Known.Contains(id):
                    return $"job {id} exists";
                case UpdateJob { Job.JobId: var id } when !facts.Has(id) && !state.Known.Contains(id):
                    return $"job {id} does not exist";
                case DeleteJob { JobId: var id } when !facts.Has(id):
                    return $"job {id} does not exist";
                default:
                    break;
            }
        }

        return null;
    }

    private async Task<string?> ScheduleConflictAsync(PartitionState state, CommitBatch batch, CancellationToken cancellationToken)
    {
        var unknown = batch.Mutations.OfType<UpdateSchedule>().Select(update => update.Schedule.Id).Where(id => !state.Known.Contains(KnownRows.Schedule(id))).ToList();
        if (unknown.Count == 0)
            return null;
        var rows = await reads.ReadNamesAsync(Cql.ReadNames, batch.Partition, RowKind.Schedule, unknown, cancellationToken).ConfigureAwait(false);
        var stored = rows.Select(row => row.GetValue<string>(0)).ToHashSet(StringComparer.Ordinal);
        return unknown.Find(id => !stored.Contains(id)) is { } missing ? $"schedule {missing} does not exist" : null;
    }

    /// <summary>Reads the packed sets that the batch changes and that are not known.</summary>
    private async Task LoadSetsAsync(PartitionState state, int partition, IReadOnlyList<Mutation> mutations, CancellationToken cancellationToken)
    {
        var wanted = mutations.Select(SetOf).OfType<(sbyte Kind, string Name)>().ToHashSet();
        var sets = await Task.WhenAll(wanted.Where(set => !state.TryGetSet(set.Kind, set.Name, out _)).Select(set => LoadAsync(partition, set.Kind, set.Name, cancellationToken))).ConfigureAwait(false);
        foreach (var set in sets)
            state.Keep(set);
    }

    private static (sbyte Kind, string Name)? SetOf(Mutation mutation) => mutation switch
    {
        PutRunning or DeleteRunning => (RowKind.Running, ""),
        PutSend or DeleteSend => (RowKind.SendIds, ""),
        PutScheduleJob { Job.ScheduleId: var id } => (RowKind.ScheduleJobs, id),
        DeleteScheduleJob { Job.ScheduleId: var id } => (RowKind.ScheduleJobs, id),
        PutEntry { Entry.Line.Kind: LineKind.Key } or DeleteLine { Line.Kind: LineKind.Key } => (RowKind.WaitingKeys, ""),
        _ => null,
    };

    private async Task<PackedSet> LoadAsync(int partition, sbyte kind, string name, CancellationToken cancellationToken)
    {
        var set = new PackedSet(kind, name);
        foreach (var row in await parts.Connection.ReadAsync(
            parts.Connection.Bind(Cql.ReadValues, partition, kind, name), int.MaxValue, cancellationToken).ConfigureAwait(false))
            set.Fill(row.GetValue<long>(0), row.GetValue<byte[]>(1));
        return set;
    }
}
