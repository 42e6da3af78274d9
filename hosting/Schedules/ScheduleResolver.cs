using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.Schedules;

/// <summary>
/// Turns a declared schedule into a <see cref="ScheduleSpec"/>: checks every value and fills in every default, those of the job as for
/// any submission and under paths that begin with <c>job.</c>. Everything that is wrong is reported at once.
/// </summary>
internal sealed class ScheduleResolver(SubmissionResolver submissions)
{
    private const int MaxCatchUpLimit = 10_000;
    private const long MaxCatchUpWindowMs = 366L * 24 * 60 * 60 * 1000;
    private const long MaxJitterMs = 24L * 60 * 60 * 1000;

    /// <summary>2^53 - 1: what every JSON reader reads exactly.</summary>
    private const long MaxInteger = 9_007_199_254_740_991;

    /// <summary>Resolves a schedule.</summary>
    /// <param name="schedule">What was asked for.</param>
    /// <param name="distant">What another node found of its job, whose type it knows; null: that is resolved here.</param>
    /// <exception cref="CronException">An expression is not acceptable; carries whatever else is wrong.</exception>
    /// <exception cref="JobValidationException">A value is not acceptable; names every one of them.</exception>
    /// <exception cref="MalformedRequestException">A text is not valid Unicode, the payload is no JSON or nested too deeply.</exception>
    /// <exception cref="JobTooLargeException">The payload is over its limit.</exception>
    public ScheduleSpec Resolve(ScheduleSubmission schedule, ResolvedSubmission? distant = null)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var errors = new FieldErrors();
        TextRules.CheckName(errors, "id", schedule.Id);
        TextRules.CheckNote(errors, "note", schedule.Note, TextRules.MaxNote);
        CheckEnum(errors, "overlap", schedule.Overlap, "skip, queue_one, queue_all, cancel_running or allow");
        CheckEnum(errors, "misfire", schedule.Misfire, "fire_once, fire_all or skip");
        var times = ScheduleTimeRules.Check(errors, Times(schedule));
        var job = ResolveJob(errors, schedule.Job, distant);
        var window = TimeRules.CheckDuration(errors, "catch_up_window_ms", schedule.CatchUpWindow, 0, MaxCatchUpWindowMs);
        var limit = TimeRules.CheckInt(errors, "catch_up_limit", schedule.CatchUpLimit, 1, MaxCatchUpLimit);
        var jitter = TimeRules.CheckDuration(errors, "jitter_ms", schedule.Jitter, 0, MaxJitterMs);
        if (schedule.MaxRuns is < 1 or > MaxInteger)
            errors.Add("max_runs", TimeRules.Between(1, MaxInteger));
        errors.ThrowIfAny();

        var spec = new ScheduleSpec
        {
            Cron = schedule.Cron,
            TimeZone = schedule.TimeZone,
            Job = job!,
            Overlap = schedule.Overlap,
            Misfire = schedule.Misfire,
            CatchUpWindowMs = window!.Value,
            CatchUpLimit = limit!.Value,
            JitterMs = jitter!.Value,
            PhaseMs = times!.PhaseMs,
            Exclude = times.Exclude,
            StartAt = times.StartAt,
            EndAt = times.EndAt,
            MaxRuns = schedule.MaxRuns,
            DefinitionHash = "",
        };
        return spec with { DefinitionHash = ScheduleHash.Compute(spec) };
    }

    /// <summary>Checks the range of a backfill.</summary>
    /// <returns>From, inclusive, and to, exclusive, in Unix milliseconds.</returns>
    /// <exception cref="JobValidationException">A value is not acceptable.</exception>
    public static (long From, long To) Check(ScheduleBackfill backfill)
    {
        ArgumentNullException.ThrowIfNull(backfill);
        var errors = new FieldErrors();
        var from = TimeRules.CheckTime(errors, "from", backfill.From);
        var to = TimeRules.CheckTime(errors, "to", backfill.To);
        if (from >= to)
            errors.Add("to", "must be later than from");
        if (backfill.Overlap is { } overlap)
            CheckEnum(errors, "overlap", overlap, "skip, queue_one, queue_all, cancel_running or allow");
        errors.ThrowIfAny();
        return (from!.Value, to!.Value);
    }

    private static SchedulePreviewRequest Times(ScheduleSubmission schedule) => new()
    {
        Cron = schedule.Cron,
        TimeZone = schedule.TimeZone,
        Id = schedule.Id,
        Phase = schedule.Phase,
        Exclude = schedule.Exclude,
        StartAt = schedule.StartAt,
        EndAt = schedule.EndAt,
    };

    private JobSpec? ResolveJob(FieldErrors errors, JobSubmission? job, ResolvedSubmission? distant)
    {
        if (job is null)
        {
            errors.Add("job", "is required");
            return null;
        }

        const string Reason = "does not apply to a schedule's job";
        if (job.RunAt is not null)
            errors.Add("job.run_at", Reason);
        if (job.Delay is not null)
            errors.Add("job.delay_ms", Reason);
        if (job.IdempotencyKey is not null)
            errors.Add("job.idempotency_key", Reason);
        return submissions.Resolve(Plain(job), "job.", errors, compared: true, distant);
    }

    /// <summary>The job without what does not apply to a schedule's.</summary>
    public static JobSubmission Plain(JobSubmission job) => job with { RunAt = null, Delay = null, IdempotencyKey = null };

    private static void CheckEnum<T>(FieldErrors errors, string path, T value, string names)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            errors.Add(path, $"must be {names}");
    }
}
