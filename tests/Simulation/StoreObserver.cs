using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using JobScheduler.Tests.History;

namespace JobScheduler.Simulation;

/// <summary>
/// Sits directly before the rows and sees every commit that is applied, and every handler that is entered: what is promised of both is
/// checked at that very moment, and the rest is written into the history.
/// </summary>
internal sealed partial class StoreObserver(SimWorld world) : PassingLog(world.Store)
{
    private static readonly TimeSpan LongestCycle = TimeSpan.FromSeconds(30);
    private readonly Dictionary<string, long> _insertedRunAt = new(StringComparer.Ordinal);
    private readonly Dictionary<int, long> _newestToken = [];
    private readonly Dictionary<(string JobId, long Token), (DateTimeOffset At, string Node, bool Lost)> _ended = [];
    private readonly Dictionary<(string JobId, long Token), SimNode> _inside = [];
    private readonly Dictionary<(string JobId, long Token), SimNode> _entered = [];
    private readonly Dictionary<string, DateTimeOffset> _queueChanged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Node, DateTimeOffset At)> _pauseAnswered = new(StringComparer.Ordinal);
    private readonly Dictionary<object, DateTimeOffset> _decided = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, long> _clocks = new(ReferenceEqualityComparer.Instance);
    private readonly Random _random = world.Random(4);

    public override async Task<CommitResult> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
    {
        var rows = world.Store.Partitions[batch.Partition];
        var before = batch.Mutations.OfType<UpdateJob>().Select(update => rows.Jobs.GetValueOrDefault(update.Job.JobId)).OfType<JobRecord>()
            .ToDictionary(job => job.JobId, StringComparer.Ordinal);
        var leaving = LeavingIn(batch, rows);
        var (schedules, decisions) = (SchedulesIn(batch, rows), DecisionsIn(batch, rows));
        var leavingIds = batch.Mutations.OfType<DeleteJob>().Select(delete => delete.JobId).ToHashSet(StringComparer.Ordinal);
        var taken = batch.Mutations.OfType<PutIdempotency>().FirstOrDefault(put =>
            rows.IdempotencyKeys.TryGetValue((put.Key.Scope, put.Key.Key), out var known) && !leavingIds.Contains(known.JobId));
        var result = await Inner.CommitAsync(batch, CancellationToken.None);
        world.Count($"commits {result.Status}");
        world.Note(NodeOf(batch), $"commit p{batch.Partition} term {batch.Term} seq {batch.Seq}: {result.Status} {result.Detail}");
        if (result.Status == CommitStatus.Rejected && rows.Head.Term != batch.Term)
            world.Count("stale owners confused");
        else if (result.Status == CommitStatus.Rejected)
            world.Violate(SimRule.CommitRejected, NodeOf(batch), $"{result.Reason}: {result.Detail}");
        if (result.Status != CommitStatus.Applied)
            return result;
        if (taken is not null)
            world.Violate(nameof(HistoryRule.DuplicateIdempotency), world.Now, taken.Key.JobId, $"the key {taken.Key.Key} of scope {taken.Key.Scope} was taken already");
        ExamineTrims(batch, rows, leaving); // first: what left in this commit was at its end when the rest was decided
        Examine(batch, rows, before);
        ExamineSchedules(batch, rows, schedules, decisions);
        world.FastPaths.Written(batch, world.Nodes.Find(one => one.Name == NodeOf(batch)));
        if (_random.Next(12) == 0)
            StoreAudit.Check(world, rows);
        return result;
    }

    public override async Task<AcquireResult> AcquireTermAsync(int partition, string owner, long? expectedTerm, CancellationToken cancellationToken)
    {
        var result = await base.AcquireTermAsync(partition, owner, expectedTerm, cancellationToken);
        world.Count(result.Acquired ? "terms acquired" : "terms refused");
        world.Note(owner, $"acquires p{partition} expecting {expectedTerm}: {result.Acquired}, term {result.Head.Term} seq {result.Head.Seq}");
        return result;
    }

    /// <summary>A node sends a commit: what it says was decided now, however late it arrives, and also if it is sent again.</summary>
    public void Decided(CommitBatch batch)
    {
        if (!_decided.TryAdd(batch.Mutations, world.Now))
            return;
        // The owner looked at its clock when it began; if that was stepped since, what it saw is not known exactly.
        var node = world.Nodes.Find(one => one.Name == NodeOf(batch))!;
        var (now, latest) = (node.Clock.GetUtcNow(), node.Clock.Latest);
        _clocks[batch.Mutations] = (world.Now - node.SteppedAt < LongestCycle ? latest : now).ToUnixTimeMilliseconds();
    }

    /// <summary>A job's row, if the store has it, or as it was when its time was over.</summary>
    public JobRecord? Find(string jobId) => JobIds.TryGetPartition(jobId, world.Profile.Partitions, out var partition)
        ? world.Store.Partitions[partition].Jobs.GetValueOrDefault(jobId) ?? _trimmed.GetValueOrDefault(jobId)
        : null;

    public long? NewestToken(string jobId) => Find(jobId)?.Token;

    /// <summary>The due time a job was inserted with.</summary>
    public long InsertedRunAt(string jobId) => _insertedRunAt.GetValueOrDefault(jobId);

    public void PauseAnswered(string queue, SimNode node) => _pauseAnswered[queue] = (node.Name, world.Now);

    public void ResumeSent(string queue) => _pauseAnswered.Remove(queue);

    private static string NodeOf(CommitBatch batch) => batch.Head.Owner.Split('#')[0];

    private void Examine(CommitBatch batch, MemoryPartition rows, Dictionary<string, JobRecord> before)
    {
        var node = NodeOf(batch);
        var touched = new HashSet<string>(StringComparer.Ordinal);
        var claimed = new List<JobRecord>();
        foreach (var mutation in batch.Mutations)
        {
            switch (mutation)
            {
                case InsertJob { Job: var job }:
                    if (IsTrimmed(job.JobId))
                        world.Violate(SimRule.WronglyTrimmed, job.JobId, "it was made a second time after its time was over");
                    touched.Add(job.JobId);
                    _insertedRunAt[job.JobId] = job.RunAt;
                    world.Count("jobs stored");
                    world.Note(node, $"  insert {Describe(job)} key {job.Spec.ConcurrencyKey}");
                    if (job.Spec.ScheduleId is not null)
                        Inserted(job);
                    if (job.State == StoredState.Claimed)
                        claimed.Add(job);
                    break;
                case UpdateJob { Job: var job } when before.TryGetValue(job.JobId, out var old):
                    touched.Add(job.JobId);
                    world.Note(node, $"  update {Describe(job)}");
                    CheckMove(batch, node, old, rows.Jobs[job.JobId], job);
                    if (job.State == StoredState.Claimed && job.Token != old.Token)
                        claimed.Add(job);
                    break;
                case PutEntry { Entry: { Line.Kind: LineKind.Due } entry }:
                    CheckPlace(rows, entry);
                    break;
                case PutSend { Send: var send }:
                    world.Note(node, $"  send {send.Id} to p{send.Target}: {send.Kind} {send.JobId} {send.ScheduleId}");
                    break;
                case DeleteSend delete:
                    world.Note(node, $"  sent {delete.Id}");
                    break;
                case PutQueue { Queue: var queue }:
                    if (!queue.Paused)
                        _pauseAnswered.Remove(queue.Name); // also of a resume that was sent before the pause was answered
                    _queueChanged[queue.Name] = world.Now;
                    world.Note(node, $"  queue {queue.Name} paused {queue.Paused}");
                    break;
            }
        }

        foreach (var job in claimed.OrderBy(job => job.Token))
            CheckClaim(node, rows, touched, job, _decided.GetValueOrDefault(batch.Mutations, world.Now));
        if (batch.Head.DueWatermark.At > world.LatestWall)
            world.Violate(SimRule.WatermarkAhead, node, $"partition {batch.Partition}: {batch.Head.DueWatermark.At - world.LatestWall} ms");
    }

    private void CheckPlace(MemoryPartition rows, EntryRecord entry)
    {
        var time = entry.Kind switch
        {
            EntryKind.Run => rows.Jobs[entry.JobId].RunAt,
            EntryKind.Expire => rows.Jobs[entry.JobId].Spec.ExpiresAt ?? 0,
            _ => rows.Schedules.GetValueOrDefault(entry.JobId)?.NextAt ?? 0,
        };
        var latest = Math.Max(time, world.LatestWall);
        if (entry.At.At > latest)
            world.Violate(SimRule.PlacedLate, entry.JobId, $"its {entry.Kind} entry lies {entry.At.At - latest} ms after its time and every clock");
    }

    // A promise from when it is where it belongs: before that, the schedule's decision promises it.
    private void Inserted(JobRecord job)
    {
        ScheduledJobs.Add(job.JobId);
        world.History.Add(new SubmitTold(world.Stamp(), world.Stamp(), SubmitAnswer.Existing, job.JobId)
        {
            RunAt = DateTimeOffset.FromUnixTimeMilliseconds(job.RunAt),
            Priority = job.Priority,
            MaxAttempts = job.Spec.MaxAttempts,
            ConcurrencyKey = job.Spec.ConcurrencyKey,
        });
    }

    private static string Describe(JobRecord job) =>
        $"{job.JobId} #{job.Sequence} {job.State} attempt {job.Attempt} token {job.Token} run_at {job.RunAt} priority {job.Priority} "
        + $"in {(job.Line is { } line ? $"{line.Kind}:{line.Name}:{line.Priority}@{job.At.At},{job.At.Order}" : "-")} used {job.AttemptsUsed} newest {job.Newest?.Outcome}";
}
