using System.Diagnostics;
using System.Text.Json;

namespace JobScheduler.Tests.Http;

/// <summary>Jobs as the fake scheduler makes and finds them.</summary>
internal static class FakeShapes
{
    public static StatsSnapshot Stats { get; } = new()
    {
        At = new(2026, 12, 1, 10, 0, 0, TimeSpan.Zero),
        ByState = new(10, 0, 3, 91, 1, 0),
        ByJobType = new Dictionary<string, StateCounts> { ["http"] = new(8, 2, 3, 91, 1, 0) },
        ByQueue = new Dictionary<string, StateCounts> { ["default"] = new(10, 0, 3, 91, 1, 0) },
        PerSecond = new(TimeSpan.FromMinutes(1), 4.2, 4.1, 4.0),
        LatenessMs = new(TimeSpan.FromMinutes(15), 3690, 1.4, 3.0, 4.8, 9.7),
        DiskFreeBytes = 52613349376,
    };

    public static JobSnapshot Accept(JobSubmission s, string jobId, DateTimeOffset now)
    {
        var runAt = s.RunAt ?? (s.Delay is { } delay ? now + delay : now);
        var due = runAt <= now;
        return new()
        {
            JobId = jobId,
            JobType = s.JobType,
            Queue = s.Queue ?? "default",
            Priority = s.Priority ?? 0,
            State = due ? JobState.Queued : JobState.Scheduled,
            WaitingReason = due ? WaitingReason.NoSlot : WaitingReason.NotDue,
            MaxAttempts = s.MaxAttempts ?? 5,
            RunAt = runAt,
            SubmittedAt = now,
            UpdatedAt = now,
            Timeout = s.Timeout,
            ExpiresAt = s.ExpiresAt,
            IdempotencyKey = s.IdempotencyKey,
            ConcurrencyKey = s.ConcurrencyKey,
            Tags = s.Tags,
            TraceId = Trace(s),
            Payload = s.Payload,
            Retry = s.Retry ?? RetryPolicy.Default,
        };
    }

    /// <summary>What two requests of one idempotency key are compared by.</summary>
    public static string Canonical(JobSubmission s) => JsonSerializer.Serialize(new
    {
        s.JobType,
        Payload = s.Payload?.ToString(),
        s.Queue,
        s.Priority,
        s.RunAt,
        s.Delay,
        s.MaxAttempts,
        s.Retry,
        s.Timeout,
        s.ExpiresAt,
        s.Tags,
    });

    public static string Describe(JobQuery query) => JsonSerializer.Serialize(new { query.Filter, query.Order });

    public static bool Matches(JobSnapshot job, JobFilter filter) =>
        Any(filter.States, job.State) && Any(filter.JobTypes, job.JobType) && Any(filter.Queues, job.Queue)
        && filter.Tags.All(job.Tags.Contains) && Any(filter.ScheduleIds, job.ScheduleId) && Any(filter.IdempotencyKeys, job.IdempotencyKey)
        && Any(filter.ConcurrencyKeys, job.ConcurrencyKey) && Any(filter.ErrorCodes, job.Error?.Code) && Any(filter.Fingerprints, job.Fingerprint)
        && (filter.From is null || job.SubmittedAt >= filter.From) && (filter.To is null || job.SubmittedAt < filter.To);

    /// <summary>Which jobs a bulk action moves, and to where; nothing runs here.</summary>
    public static (JobState[] From, JobState To) Moves(BulkAction action) => action switch
    {
        BulkAction.Replay => ([JobState.Failed], JobState.Queued),
        BulkAction.Discard => ([JobState.Failed], JobState.Cancelled),
        BulkAction.Cancel => ([JobState.Scheduled, JobState.Queued], JobState.Cancelled),
        BulkAction.Retry => ([JobState.Failed, JobState.Cancelled], JobState.Queued),
        BulkAction.Run => ([JobState.Scheduled], JobState.Queued),
        _ => throw new UnreachableException($"{action}"),
    };

    private static bool Any<T>(IReadOnlyList<T> wanted, T? value) => wanted.Count == 0 || (value is not null && wanted.Contains(value));

    private static string Trace(JobSubmission s)
    {
        var parsed = ActivityContext.TryParse(s.TraceParent, s.TraceState, out var parent);
        return (parsed ? parent.TraceId : Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString();
    }
}
