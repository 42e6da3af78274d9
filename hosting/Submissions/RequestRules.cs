namespace JobScheduler.Hosting.Submissions;

/// <summary>
/// Checks the requests that are not submissions. As with <see cref="SubmissionResolver"/>, the in-process client and the HTTP gateway
/// both come through here.
/// </summary>
internal static class RequestRules
{
    public const int MaxPage = 500;
    public const int MaxBulk = 10_000;
    public const int MaxIds = 1000;
    public const int MaxFilterValues = 100;

    /// <summary>Checks the change of a waiting job.</summary>
    /// <exception cref="JobValidationException">A value is not acceptable, or there is none.</exception>
    public static ResolvedMove Resolve(JobMove change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var errors = new FieldErrors();
        if (change is { RunAt: null, Delay: null, Priority: null })
            errors.Add("run_at", "is needed, or delay_ms, or priority");
        if (change is { RunAt: not null, Delay: not null })
            errors.Add("delay_ms", "excludes run_at: give one of them");
        var move = new ResolvedMove(
            TimeRules.CheckTime(errors, "run_at", change.RunAt),
            TimeRules.CheckDuration(errors, "delay_ms", change.Delay, 0, TimeRules.MaxDelayMs),
            TimeRules.CheckInt(errors, "priority", change.Priority, -100, 100));
        errors.ThrowIfAny();
        return move;
    }

    /// <summary>Checks a list's filter, order and limit. The cursor is the store's to read.</summary>
    /// <exception cref="JobValidationException">A value is not acceptable.</exception>
    /// <exception cref="ArgumentException">Its states contradict its order.</exception>
    public static void Check(JobQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.ThrowIfStatesContradictOrder();
        var errors = new FieldErrors();
        CheckFilter(errors, "", query.Filter);
        if (!Enum.IsDefined(query.Order))
            errors.Add("order", "must be one of the known orders");
        TimeRules.CheckInt(errors, "limit", query.Limit, 1, MaxPage);
        errors.ThrowIfAny();
    }

    /// <summary>Checks bulk work.</summary>
    /// <exception cref="JobValidationException">A value is not acceptable.</exception>
    public static void Check(BulkAction action, BulkRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!Enum.IsDefined(action))
            throw new ArgumentOutOfRangeException(nameof(action), action, "There is no such action.");
        var errors = new FieldErrors();
        if ((request.Ids is null) == (request.Filter is null))
            errors.Add(request.Ids is null ? "filter" : "ids", "must be given, and exactly one of ids and filter");
        if (request.Ids is { Count: < 1 or > MaxIds })
            errors.Add("ids", "must hold 1 to 1000 ids");
        if (request.Filter is { } filter)
            CheckFilter(errors, "filter.", filter);
        TimeRules.CheckInt(errors, "limit", request.Limit, 1, MaxBulk);
        TextRules.CheckNote(errors, "reason", request.Reason, TextRules.MaxNote);
        errors.ThrowIfAny();
    }

    /// <summary>Checks a page of a list that has no filter.</summary>
    /// <exception cref="JobValidationException">The limit is not acceptable.</exception>
    public static void CheckPage(int limit)
    {
        var errors = new FieldErrors();
        TimeRules.CheckInt(errors, "limit", limit, 1, MaxPage);
        errors.ThrowIfAny();
    }

    /// <summary>Checks which changes are wanted.</summary>
    /// <exception cref="JobValidationException">A value is not acceptable.</exception>
    public static void Check(EventFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var errors = new FieldErrors();
        CheckFilter(errors, "", new JobFilter { States = filter.States, JobTypes = filter.JobTypes, Queues = filter.Queues });
        errors.ThrowIfAny();
    }

    /// <summary>Checks the name of a queue, and why and by whom it is paused.</summary>
    /// <exception cref="JobValidationException">A value is not acceptable.</exception>
    public static void CheckQueue(string queue, string? note = null, string? by = null)
    {
        var errors = new FieldErrors();
        TextRules.CheckName(errors, "name", queue);
        TextRules.CheckNote(errors, "note", note, TextRules.MaxNote);
        TextRules.CheckNote(errors, "by", by, TextRules.MaxKey);
        errors.ThrowIfAny();
    }

    /// <summary>Checks why and by whom a schedule is paused.</summary>
    /// <exception cref="JobValidationException">A value is not acceptable.</exception>
    public static void CheckPause(string? note, string? by)
    {
        var errors = new FieldErrors();
        TextRules.CheckNote(errors, "note", note, TextRules.MaxNote);
        TextRules.CheckNote(errors, "by", by, TextRules.MaxKey);
        errors.ThrowIfAny();
    }

    // A value that no job can have is acceptable: it matches nothing.
    private static void CheckFilter(FieldErrors errors, string prefix, JobFilter filter)
    {
        CheckValues(errors, $"{prefix}state", filter.States);
        foreach (var state in filter.States.Where(s => !Enum.IsDefined(s)))
            errors.Add($"{prefix}state", $"has no value '{state}'");
        CheckValues(errors, $"{prefix}job_type", filter.JobTypes);
        CheckValues(errors, $"{prefix}queue", filter.Queues);
        CheckValues(errors, $"{prefix}tag", filter.Tags);
        CheckValues(errors, $"{prefix}schedule_id", filter.ScheduleIds);
        CheckValues(errors, $"{prefix}idempotency_key", filter.IdempotencyKeys);
        CheckValues(errors, $"{prefix}concurrency_key", filter.ConcurrencyKeys);
        CheckValues(errors, $"{prefix}error_code", filter.ErrorCodes);
        CheckValues(errors, $"{prefix}fingerprint", filter.Fingerprints);
        TimeRules.CheckTime(errors, $"{prefix}from", filter.From);
        TimeRules.CheckTime(errors, $"{prefix}to", filter.To);
    }

    private static void CheckValues<T>(FieldErrors errors, string path, IReadOnlyList<T> values)
    {
        if (values.Count > MaxFilterValues)
            errors.Add(path, $"must be at most {MaxFilterValues} values");
    }
}

/// <summary>A checked change of a waiting job; what is null stays.</summary>
/// <param name="RunAt">Unix milliseconds; excludes <paramref name="DelayMs"/>.</param>
/// <param name="DelayMs">From the owner's now.</param>
/// <param name="Priority">-100 to 100.</param>
internal sealed record ResolvedMove(long? RunAt, long? DelayMs, int? Priority);
