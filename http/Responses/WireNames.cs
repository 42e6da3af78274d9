using System.Diagnostics;

namespace JobScheduler.Http.Responses;

/// <summary>How closed sets of values are spelled on the wire.</summary>
internal static partial class WireNames
{
    public static readonly IReadOnlyDictionary<string, JobState> States = Map<JobState>(Of);
    public static readonly IReadOnlyDictionary<string, RetryKind> RetryKinds = Map<RetryKind>(Of);
    public static readonly IReadOnlyDictionary<string, WaitingReason> WaitingReasons = Map<WaitingReason>(Of);
    public static readonly IReadOnlyDictionary<string, AttemptOutcome> Outcomes = Map<AttemptOutcome>(Of);

    public static readonly IReadOnlyDictionary<string, LogLineLevel> LogLevels = Map<LogLineLevel>(Of);

    public static readonly IReadOnlyDictionary<string, OverlapPolicy> Overlaps = Map<OverlapPolicy>(Of);
    public static readonly IReadOnlyDictionary<string, MisfirePolicy> Misfires = Map<MisfirePolicy>(Of);
    public static readonly IReadOnlyDictionary<string, ScheduleDecision> Decisions = Map<ScheduleDecision>(Of);

    public static readonly IReadOnlyDictionary<string, BackupState> BackupStates = Map<BackupState>(Of);

    /// <summary>The orders a list can be asked for.</summary>
    public static readonly IReadOnlyDictionary<string, JobOrder> Orders = new Dictionary<string, JobOrder>(StringComparer.Ordinal)
    {
        ["newest"] = JobOrder.Newest,
        ["due"] = JobOrder.Due,
    };

    public static string Of(JobState state) => state switch
    {
        JobState.Scheduled => "scheduled",
        JobState.Queued => "queued",
        JobState.Running => "running",
        JobState.Completed => "completed",
        JobState.Failed => "failed",
        JobState.Cancelled => "cancelled",
        _ => throw new UnreachableException($"{state}"),
    };

    public static string Of(WaitingReason reason) => reason switch
    {
        WaitingReason.NotDue => "not_due",
        WaitingReason.RetryDelay => "retry_delay",
        WaitingReason.Snoozed => "snoozed",
        WaitingReason.QueuePaused => "queue_paused",
        WaitingReason.UnknownType => "unknown_type",
        WaitingReason.KeyBusy => "key_busy",
        WaitingReason.NoSlot => "no_slot",
        WaitingReason.Loading => "loading",
        _ => throw new UnreachableException($"{reason}"),
    };

    public static string Of(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Completed => "completed",
        AttemptOutcome.Retry => "retry",
        AttemptOutcome.Snoozed => "snoozed",
        AttemptOutcome.Failed => "failed",
        AttemptOutcome.Cancelled => "cancelled",
        AttemptOutcome.TimedOut => "timed_out",
        AttemptOutcome.Lost => "lost",
        AttemptOutcome.Released => "released",
        _ => throw new UnreachableException($"{outcome}"),
    };

    public static string Of(LogLineLevel level) => level switch
    {
        LogLineLevel.Trace => "trace",
        LogLineLevel.Debug => "debug",
        LogLineLevel.Information => "information",
        LogLineLevel.Warning => "warning",
        LogLineLevel.Error => "error",
        LogLineLevel.Critical => "critical",
        _ => throw new UnreachableException($"{level}"),
    };

    public static string Of(RetryKind kind) => kind switch
    {
        RetryKind.Exponential => "exponential",
        RetryKind.Fixed => "fixed",
        RetryKind.Explicit => "explicit",
        RetryKind.None => "none",
        _ => throw new UnreachableException($"{kind}"),
    };

    public static string Of(OverlapPolicy overlap) => overlap switch
    {
        OverlapPolicy.Skip => "skip",
        OverlapPolicy.QueueOne => "queue_one",
        OverlapPolicy.QueueAll => "queue_all",
        OverlapPolicy.CancelRunning => "cancel_running",
        OverlapPolicy.Allow => "allow",
        _ => throw new UnreachableException($"{overlap}"),
    };

    public static string Of(MisfirePolicy misfire) => misfire switch
    {
        MisfirePolicy.FireOnce => "fire_once",
        MisfirePolicy.FireAll => "fire_all",
        MisfirePolicy.Skip => "skip",
        _ => throw new UnreachableException($"{misfire}"),
    };

    public static string Of(BackupState state) => state switch
    {
        BackupState.Running => "running",
        BackupState.Completed => "completed",
        BackupState.Failed => "failed",
        _ => throw new UnreachableException($"{state}"),
    };

    public static string Of(ScheduleDecision decision) => decision switch
    {
        ScheduleDecision.Fired => "fired",
        ScheduleDecision.Queued => "queued",
        ScheduleDecision.Skipped => "skipped",
        ScheduleDecision.Missed => "missed",
        ScheduleDecision.Excluded => "excluded",
        ScheduleDecision.Backfilled => "backfilled",
        ScheduleDecision.Triggered => "triggered",
        _ => throw new UnreachableException($"{decision}"),
    };

    private static Dictionary<string, T> Map<T>(Func<T, string> name)
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(name, StringComparer.Ordinal);
}
