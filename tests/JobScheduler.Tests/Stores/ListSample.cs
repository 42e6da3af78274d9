using JobScheduler.Grains.Storage;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

/// <summary>Jobs of all states, types and ages over all partitions, the filters a list may have, and what each should show.</summary>
internal static class ListSample
{
    public const long Now = T0 + 1_000;
    private static readonly string[] Types = ["echo", "mail", "http"];
    private static readonly string[] Queues = ["default", "slow"];

    public static IReadOnlyList<JobRecord> Jobs { get; } = [.. Enumerable.Range(0, 240).Select(Make)];

    public static IReadOnlyDictionary<string, JobFilter> Filters { get; } = new Dictionary<string, JobFilter>(StringComparer.Ordinal)
    {
        ["all"] = new(),
        ["scheduled"] = new() { States = [JobState.Scheduled] },
        ["queued"] = new() { States = [JobState.Queued] },
        ["running"] = new() { States = [JobState.Running] },
        ["completed"] = new() { States = [JobState.Completed] },
        ["failed"] = new() { States = [JobState.Failed] },
        ["cancelled"] = new() { States = [JobState.Cancelled] },
        ["running or failed"] = new() { States = [JobState.Running, JobState.Failed] },
        ["queued or completed"] = new() { States = [JobState.Queued, JobState.Completed, JobState.Queued] },
        ["type"] = new() { JobTypes = ["mail"] },
        ["types"] = new() { JobTypes = ["mail", "http", "none"] },
        ["queue"] = new() { Queues = ["slow"] },
        ["tag"] = new() { Tags = ["even"] },
        ["all tags"] = new() { Tags = ["even", "third"] },
        ["schedules"] = new() { ScheduleIds = ["s1", "s2"] },
        ["idempotency keys"] = new() { IdempotencyKeys = ["i0", "i77", Unicode] },
        ["concurrency keys"] = new() { ConcurrencyKeys = ["c1"] },
        ["error codes"] = new() { ErrorCodes = ["http_503", "oops"] },
        ["fingerprints"] = new() { Fingerprints = ["9f2c61d0", "none"] },
        ["from"] = new() { From = At(T0 - 10) },
        ["to"] = new() { To = At(T0 - 10) },
        ["from to"] = new() { From = At(T0 - 20), To = At(T0 - 5) },
        ["finer than a millisecond"] = new() { From = At(T0 - 20).AddTicks(1), To = At(T0 - 5).AddTicks(1) },
        ["extreme times"] = new() { From = DateTimeOffset.MinValue, To = DateTimeOffset.MaxValue },
        ["empty range"] = new() { From = At(T0), To = At(T0) },
        ["much at once"] = new() { States = [JobState.Failed, JobState.Queued], JobTypes = ["echo", "mail"], Queues = ["default"], Tags = ["even"], To = At(T0) },
        ["nothing"] = new() { JobTypes = ["none"] },
    };

    /// <summary>What a list shows, written down once more and simply.</summary>
    public static List<string> Expected(IEnumerable<JobRecord> jobs, JobFilter filter, JobOrder order)
    {
        var found = jobs.Where(job => Shows(filter, job));
        found = order switch
        {
            JobOrder.Due => found.Where(j => j.State <= StoredState.Lined).OrderBy(j => j.RunAt).ThenBy(j => j.Sequence).ThenBy(j => j.JobId, StringComparer.Ordinal),
            JobOrder.NewestFailure => found.Where(j => j.State == StoredState.Failed).OrderByDescending(j => j.FinishedAt).ThenByDescending(j => j.JobId, StringComparer.Ordinal),
            JobOrder.Oldest => found.OrderBy(j => j.SubmittedAt).ThenBy(j => j.JobId, StringComparer.Ordinal),
            _ => found.OrderByDescending(j => j.SubmittedAt).ThenByDescending(j => j.JobId, StringComparer.Ordinal),
        };
        return [.. found.Select(j => j.JobId)];
    }

    public static async Task InsertAsync(IPartitionLog log, IEnumerable<JobRecord>? jobs = null)
    {
        foreach (var partition in (jobs ?? Jobs).GroupBy(PartitionOf))
        {
            // A line that has entries has a row, and so has an idempotency key.
            var lines = partition.Select(job => job.Line).OfType<LineId>().Where(line => line != LineId.Due).Distinct();
            var owner = await PartitionOwner.AcquireAsync(log, partition.Key);
            var keys = partition.Where(job => job.Spec.IdempotencyKey is not null)
                .Select(job => new PutIdempotency(new(job.Spec.ConcurrencyKey ?? "", job.Spec.IdempotencyKey!, job.JobId, "hash")));
            await owner.CommitAllAsync([.. partition.SelectMany(Insert), .. lines.Select(line => new PutLine(new(line, Position.Start))), .. keys]);
        }
    }

    private static int PartitionOf(JobRecord job) => Convert.ToInt32(job.JobId[..4], 16) * Partitions >> 16;

    private static bool Shows(JobFilter filter, JobRecord job) =>
        Any(filter.States, State(job)) && Any(filter.JobTypes, job.Spec.JobType) && Any(filter.Queues, job.Spec.Queue)
        && Any(filter.ScheduleIds, job.Spec.ScheduleId) && Any(filter.IdempotencyKeys, job.Spec.IdempotencyKey)
        && Any(filter.ConcurrencyKeys, job.Spec.ConcurrencyKey) && Any(filter.ErrorCodes, job.Error?.Code) && Any(filter.Fingerprints, job.Fingerprint)
        && filter.Tags.All(job.Spec.Tags.Contains)
        && (filter.From is not { } from || At(job.SubmittedAt) >= from) && (filter.To is not { } to || At(job.SubmittedAt) < to);

    private static bool Any<T>(IReadOnlyList<T> wanted, T? value) => wanted.Count == 0 || (value is not null && wanted.Contains(value));

    private static JobState State(JobRecord job) => job.State switch
    {
        StoredState.Waiting when job.RunAt > Now => JobState.Scheduled,
        StoredState.Waiting or StoredState.Lined => JobState.Queued,
        StoredState.Claimed => JobState.Running,
        StoredState.Completed => JobState.Completed,
        StoredState.Failed => JobState.Failed,
        _ => JobState.Cancelled,
    };

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static JobRecord Make(int i)
    {
        // Many share a millisecond; spread keeps their ids apart and out of order.
        var job = Job(i % Partitions, 1 + (i / Partitions), T0 - (i / 6), spread: i * 37 % 97);
        var state = (StoredState)(i % 6);
        var runAt = i % 12 == 0 ? Now : Now + ((i % 7) - 3);
        var queue = Queues[i % 2];
        return job with
        {
            State = state,
            RunAt = runAt,
            Spec = job.Spec with
            {
                JobType = Types[i / 2 % 3],
                Queue = queue,
                Payload = i % 3 == 0 ? Json(i % 2 == 0 ? 20 : 6_000) : null,
                Tags = [.. new[] { i / 6 % 2 == 0 ? "even" : "odd", i % 5 == 0 ? "third" : "x" }],
                ScheduleId = i % 8 == 0 ? "s" + (i / 8 % 3) : null,
                // One key in two scopes, and one of its own for each of the others.
                IdempotencyKey = i == 33 ? "i0" : i % 11 == 0 ? "i" + i : i == 5 ? Unicode : null,
                ConcurrencyKey = i % 9 == 0 ? "c" + (i % 2) : null,
            },
            Line = state switch { StoredState.Waiting => LineId.Due, StoredState.Lined => new(LineKind.Queue, queue), _ => null },
            // The place may be behind the true time, as when the watermark had passed it.
            At = state <= StoredState.Lined ? new(Math.Max(runAt, Now - 1), 1 + (i / Partitions)) : default,
            Token = state == StoredState.Claimed ? 1 + i : 0,
            Result = state == StoredState.Completed ? Json(50) : null,
            FinishedAt = state >= StoredState.Completed ? T0 + (i % 4) : null,
            Error = state == StoredState.Failed ? new(i % 4 == 0 ? "http_503" : "oops", "no") : i % 13 == 0 ? new("other", "x") : null,
            Fingerprint = state == StoredState.Failed ? i % 4 == 0 ? "0000000a" : "9f2c61d0" : null,
        };
    }
}
