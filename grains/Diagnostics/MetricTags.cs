using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>Names of labels, and values of those that form a closed set. All are constants: a measurement allocates nothing.</summary>
internal static class MetricTags
{
    public const string State = "state";
    public const string JobType = "job_type";
    public const string Queue = "queue";
    public const string Outcome = "outcome";
    public const string Partition = "partition";
    public const string Reason = "reason";

    /// <summary>Outcomes after which an attempt is made again or the job is a dead letter.</summary>
    public static readonly AttemptOutcome[] Failures = [AttemptOutcome.Retry, AttemptOutcome.Failed, AttemptOutcome.TimedOut, AttemptOutcome.Lost];

    /// <summary>States that end a job.</summary>
    public static readonly StoredState[] Ends = [StoredState.Completed, StoredState.Failed, StoredState.Cancelled];

    public static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    public static string Name(StoredState state) => state switch
    {
        StoredState.Waiting => "scheduled",
        StoredState.Lined => "queued",
        StoredState.Claimed => "running",
        StoredState.Completed => "completed",
        StoredState.Failed => "failed",
        _ => "cancelled",
    };

    public static string Name(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Completed => "completed",
        AttemptOutcome.Retry => "retry",
        AttemptOutcome.Snoozed => "snoozed",
        AttemptOutcome.Failed => "failed",
        AttemptOutcome.Cancelled => "cancelled",
        AttemptOutcome.TimedOut => "timed_out",
        AttemptOutcome.Lost => "lost",
        _ => "released",
    };

    /// <summary>Why an attempt counts as failed: asked for another one and failed for good are the same here.</summary>
    public static string ReasonOf(AttemptOutcome outcome) => outcome == AttemptOutcome.Retry ? "failed" : Name(outcome);

    public static string Name(CommitStatus status) => status switch
    {
        CommitStatus.Applied => "applied",
        CommitStatus.Fenced => "fenced",
        CommitStatus.Rejected => "rejected",
        _ => "unknown",
    };
}
