using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;

namespace JobScheduler.Simulation;

/// <summary>Whether the rows of a partition agree with one another, after any commit.</summary>
internal static class StoreAudit
{
    public static void Check(SimWorld world, MemoryPartition rows)
    {
        void Wrong(string jobId, string what) => world.Violate(SimRule.Audit, jobId, $"partition {rows.Head.Partition}: {what}");

        world.Count("audits");
        Counters(rows, Wrong);
        Running(rows, Wrong);
        foreach (var job in rows.Jobs.Values)
            Job(world, rows, job, Wrong);
        foreach (var line in rows.Lines.Values)
            Line(rows, line, Wrong);
        ScheduleAudit.Check(world, rows);
        foreach (var key in rows.IdempotencyKeys.Values)
        {
            if (rows.Jobs.GetValueOrDefault(key.JobId) is not { } job || job.Spec.RequestHash != key.RequestHash || job.Spec.IdempotencyKey != key.Key)
                Wrong(key.JobId, $"the idempotency key {key.Key} is not its job's");
        }
    }

    private static void Counters(MemoryPartition rows, Action<string, string> wrong)
    {
        var counted = rows.Jobs.Values.GroupBy(job => (job.State, job.Spec.Queue, job.Spec.JobType)).ToDictionary(same => same.Key, same => same.LongCount());
        foreach (var key in counted.Keys.Union(rows.Counters.Keys))
        {
            var (is_, should) = (rows.Counters.GetValueOrDefault(key)?.Count ?? 0, counted.GetValueOrDefault(key));
            if (is_ != should)
                wrong("-", $"the counter {key} is {is_}, but {should} jobs are there");
        }
    }

    private static void Running(MemoryPartition rows, Action<string, string> wrong)
    {
        foreach (var running in rows.Running.Values)
        {
            if (rows.Jobs.GetValueOrDefault(running.JobId) is not { State: StoredState.Claimed } job || job.Token != running.Token)
                wrong(running.JobId, $"a running row of token {running.Token}, but the job is not claimed under it");
        }
    }

    private static void Job(SimWorld world, MemoryPartition rows, JobRecord job, Action<string, string> wrong)
    {
        if (job.Sequence >= rows.Head.NextSequence || job.Token >= rows.Head.NextToken)
            wrong(job.JobId, "its numbers are not below the next ones");
        if (job.State == StoredState.Claimed && !rows.Running.ContainsKey(job.Token))
            wrong(job.JobId, $"claimed under token {job.Token}, but no running row");
        if (rows.Attempts.TryGetValue(job.JobId, out var older) && older.Keys.Any(number => number > job.Attempt))
            wrong(job.JobId, "an older attempt has a higher number than the newest");
        if (job.Spec.IdempotencyKey is { } key && !IsSent(job)
            && rows.IdempotencyKeys.GetValueOrDefault((job.Spec.ConcurrencyKey ?? "", key))?.JobId != job.JobId)
            wrong(job.JobId, $"its idempotency key {key} is not its own");
        if (IsBeyondKeyLine(job) && rows.Lines.GetValueOrDefault(new LineId(LineKind.Key, job.Spec.ConcurrencyKey!))?.Holder != job.JobId)
            wrong(job.JobId, $"it is beyond the line of key {job.Spec.ConcurrencyKey}, but does not hold it");
        if (!JobTransitions.IsWaiting(job))
        {
            if (job.Line is not null)
                wrong(job.JobId, $"{job.State}, but in {job.Line}");
            return;
        }

        Place(rows, job, wrong);
        if (JobTransitions.CanExpire(job) && job.Spec.ExpiresAt > world.LatestWall && !HasExpiry(rows, job))
            wrong(job.JobId, "it expires, but has no entry for that");
    }

    private static void Place(MemoryPartition rows, JobRecord job, Action<string, string> wrong)
    {
        if (job.Line is not { } line || line.Kind == LineKind.Due != (job.State == StoredState.Waiting))
        {
            wrong(job.JobId, $"{job.State}, but in {job.Line}");
            return;
        }

        if (!Entries(rows, line).Any(entry => entry.At == job.At && entry.JobId == job.JobId && entry.Kind == EntryKind.Run))
            wrong(job.JobId, $"{job.State}, but its entry in {line} at {job.At} is gone");
        var watermark = line.Kind == LineKind.Due ? rows.Head.DueWatermark : rows.Lines.GetValueOrDefault(line)?.Watermark;
        if (watermark is not { } mark || job.At <= mark)
            wrong(job.JobId, $"its entry in {line} at {job.At} is not behind the watermark {watermark}");
        if (line.Kind == LineKind.Key && rows.Lines.GetValueOrDefault(line)?.Holder is null)
            wrong(job.JobId, $"it waits for key {line.Name}, which nobody holds");
        if (line.Kind == LineKind.Queue && line != new LineId(LineKind.Queue, job.Spec.Queue, job.Priority))
            wrong(job.JobId, $"it waits in {line}");
    }

    private static void Line(MemoryPartition rows, LineRecord line, Action<string, string> wrong)
    {
        if (line.Line.Kind != LineKind.Key)
            return;
        if (line.Holder is { } holder && !IsBeyondKeyLine(rows.Jobs.GetValueOrDefault(holder)))
            wrong(holder, $"it holds the key {line.Line.Name} and neither runs nor waits for a slot");
    }

    private static bool HasExpiry(MemoryPartition rows, JobRecord job) =>
        Entries(rows, LineId.Due).Any(entry => entry.JobId == job.JobId && entry.Kind == EntryKind.Expire && entry.At > rows.Head.DueWatermark);

    private static IEnumerable<EntryRecord> Entries(MemoryPartition rows, LineId line) => rows.Entries.TryGetValue(line, out var entries) ? entries : [];

    /// <summary>It runs under its key, or waits for a slot with it.</summary>
    private static bool IsBeyondKeyLine(JobRecord? job) =>
        job is { Spec.ConcurrencyKey: not null } and ({ State: StoredState.Claimed } or { State: StoredState.Lined, Line.Kind: not LineKind.Key });

    private static bool IsSent(JobRecord job) => job.Spec.Tags is ["sent"];
}
