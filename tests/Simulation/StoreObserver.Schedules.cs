using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using JobScheduler.Tests.History;

namespace JobScheduler.Simulation;

/// <content>What commits say of schedules.</content>
internal sealed partial class StoreObserver
{
    private const int Crowded = 700;
    private readonly Dictionary<string, List<string>> _madeJobs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<long, ScheduleRecord>> _versions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _deleted = new(StringComparer.Ordinal);
    private readonly HashSet<int> _crowded = [];

    /// <summary>Jobs that schedules made and that are where they belong.</summary>
    public List<string> ScheduledJobs { get; } = [];

    /// <summary>The jobs that a schedule made since it was created.</summary>
    public IReadOnlyList<string> JobsMadeBy(string schedule) => _madeJobs.GetValueOrDefault(schedule) ?? [];

    /// <summary>When a schedule of this id was deleted the last time.</summary>
    public DateTimeOffset DeletedAt(string schedule) => _deleted.GetValueOrDefault(schedule);

    /// <summary>The newest version of a schedule that was ever stored; versions that one commit made together show as the last.</summary>
    public ScheduleRecord? VersionOf(string schedule, long atLeast) =>
        _versions.GetValueOrDefault(schedule)?.Where(each => each.Key >= atLeast).Select(each => each.Value).FirstOrDefault();

    private static Dictionary<string, ScheduleRecord?> SchedulesIn(CommitBatch batch, MemoryPartition rows)
    {
        var before = new Dictionary<string, ScheduleRecord?>(StringComparer.Ordinal);
        foreach (var mutation in batch.Mutations)
        {
            var id = mutation switch
            {
                PutSchedule put => put.Schedule.Id,
                UpdateSchedule update => update.Schedule.Id,
                DeleteSchedule delete => delete.ScheduleId,
                _ => null,
            };
            if (id is not null)
                before[id] = rows.Schedules.GetValueOrDefault(id);
        }

        return before;
    }

    private static Dictionary<(string Id, long Number), DecisionRecord> DecisionsIn(CommitBatch batch, MemoryPartition rows) =>
        batch.Mutations.OfType<PutDecision>()
            .Select(put => (put.ScheduleId, rows.Decisions.GetValueOrDefault(put.ScheduleId)?.GetValueOrDefault(put.Decision.Number)))
            .Where(each => each.Item2 is not null)
            .ToDictionary(each => (each.ScheduleId, each.Item2!.Number), each => each.Item2!);

    private void ExamineSchedules(
        CommitBatch batch, MemoryPartition rows, Dictionary<string, ScheduleRecord?> before, Dictionary<(string Id, long Number), DecisionRecord> decided)
    {
        var crowded = batch.Mutations.Count > Crowded;
        foreach (var (id, old) in before)
        {
            var now = rows.Schedules.GetValueOrDefault(id);
            if (now is null && old is null)
                continue;
            if (old is null)
                (_madeJobs[id], _versions[id]) = ([], []);
            var decisions = batch.Mutations.OfType<PutDecision>().Where(put => put.ScheduleId == id).OrderBy(put => put.Decision.Number)
                .Select(put => Seen(batch, id, put.Decision, decided.GetValueOrDefault((id, put.Decision.Number)))).ToList();
            var changed = now is not null && (old is null || old.Version != now.Version);
            world.History.Add(new ScheduleCommitted(world.Stamp(), id, _clocks.GetValueOrDefault(batch.Mutations, world.LatestWall))
            {
                Created = old is null,
                Deleted = now is null,
                ChangedAt = changed ? now!.UpdatedAt : null,
                Spec = now?.Spec,
                Paused = now?.Paused ?? false,
                MayBeDeferred = crowded || _crowded.Contains(batch.Partition) || IsKeyHere(batch.Partition, (now ?? old)!.Spec),
                Decisions = decisions,
            });
            Note(batch, id, old, now, decisions);
            if (now is null)
                _deleted[id] = world.Now;
            else if (changed)
                _versions[id][now.Version] = now;
        }

        _ = crowded ? _crowded.Add(batch.Partition) : _crowded.Remove(batch.Partition);
    }

    private DecisionSeen Seen(CommitBatch batch, string id, DecisionRecord decision, DecisionRecord? before)
    {
        world.Count($"occurrences {decision.Decision}", (int)(decision.Count - (before?.Count ?? 0)));
        var jobs = _madeJobs[id];
        var last = decision.Until ?? decision.NominalAt;
        var first = before is null ? decision.NominalAt : (before.Until ?? before.NominalAt) + 1;
        var seen = new DecisionSeen(
            decision.Decision, first, last, decision.Count - (before?.Count ?? 0), decision.DecidedAt, decision.Reason, decision.JobId, RunAtOf(batch, decision.JobId))
        {
            Grown = before is not null,
            Beside = decision.Decision == ScheduleDecision.Fired ? jobs.Find(job => IsBeside(id, job)) : null,
        };
        if (decision.JobId is { } made)
        {
            jobs.Add(made);
            if (seen.RunAt is null)
                world.Violate(nameof(HistoryRule.ScheduleLost), world.Now, id, $"{decision.Decision} {decision.NominalAt} names job {made}, which its commit does not have");
        }

        return seen;
    }

    private bool IsBeside(string id, string jobId) =>
        (Find(jobId) is not { } job || !JobTransitions.IsTerminal(job)) && !IsToldOf(id, jobId);

    /// <summary>A message about the job is on its way to the schedule.</summary>
    public bool IsToldOf(string id, string jobId) =>
        world.Store.Partitions.Any(rows => rows.Sends.Values.Any(send => send.JobId == jobId && send.ScheduleId == id && send.Kind is SentKind.Ended or SentKind.Revived));

    private bool IsKeyHere(int partition, ScheduleSpec spec) =>
        spec.Job.ConcurrencyKey is { } key && Routing.PartitionOf(Routing.Hash(key), world.Profile.Partitions) == partition;

    private static long? RunAtOf(CommitBatch batch, string? jobId)
    {
        foreach (var mutation in batch.Mutations)
        {
            switch (mutation)
            {
                case InsertJob { Job: { } job } when job.JobId == jobId:
                    return job.Spec.RunAt;
                case PutSend { Send: { Kind: SentKind.Job } send } when send.JobId == jobId:
                    return send.Spec!.RunAt;
            }
        }

        return null;
    }

    private void Note(CommitBatch batch, string id, ScheduleRecord? old, ScheduleRecord? now, List<DecisionSeen> decisions)
    {
        if (!world.IsTraced)
            return;
        var node = NodeOf(batch);
        foreach (var each in decisions)
            world.Note(node, $"  schedule {id}: {each}");
        world.Note(node, now is null
            ? $"  schedule {id} deleted"
            : $"  schedule {id} version {now.Version} {now.Spec.Cron} {now.Spec.TimeZone} {now.Spec.Overlap} {now.Spec.Misfire} paused {now.Paused} through {now.DecidedThrough} "
                + $"next {now.NextAt} at {now.At} runs {now.Runs} of {now.Spec.MaxRuns} active {now.Active} waiting {now.Waiting.Count} backfills {now.Backfills.Count}{(old is null ? " (new)" : "")}");
    }
}
