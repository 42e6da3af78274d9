namespace JobScheduler.Cli.Input;

/// <summary>Schedules as files declare them: what <c>PUT /v1/schedules/{id}</c> takes, the id included.</summary>
internal static class ScheduleDocument
{
    // What a server shows of a schedule beside its definition: a file made from that is a valid one.
    private static readonly string[] Shown =
    [
        "description", "runs", "paused_by", "paused_at", "next_run_at", "last_run_at", "created_at", "updated_at", "version", "active_jobs", "waiting",
    ];

    /// <summary>Reads a document that is one schedule.</summary>
    /// <exception cref="UsageException">Something about it is wrong.</exception>
    public static ScheduleSubmission Read(SourceDocument document)
    {
        var findings = new Findings(document.Name);
        var members = Members.Of(document, findings);
        var job = members.Object("job");
        if (job is null)
            members.Missing("job");
        var schedule = new ScheduleSubmission
        {
            Id = members.RequiredText("id"),
            Cron = members.RequiredText("cron"),
            Job = job is null ? new JobSubmission { JobType = "" } : SubmissionDocument.Read(job),
        };
        schedule = schedule with
        {
            TimeZone = members.Text("time_zone") ?? schedule.TimeZone,
            Overlap = members.OneOf<OverlapPolicy>("overlap") ?? schedule.Overlap,
            Misfire = members.OneOf<MisfirePolicy>("misfire") ?? schedule.Misfire,
            CatchUpWindow = members.Milliseconds("catch_up_window_ms") ?? schedule.CatchUpWindow,
            CatchUpLimit = members.SmallInteger("catch_up_limit") ?? schedule.CatchUpLimit,
            Jitter = members.Milliseconds("jitter_ms") ?? schedule.Jitter,
            Phase = members.Milliseconds("phase_ms") ?? schedule.Phase,
            Exclude = members.Texts("exclude") ?? [],
            StartAt = members.Time("start_at"),
            EndAt = members.Time("end_at"),
            MaxRuns = members.Integer("max_runs"),
            Paused = members.Bool("paused") ?? false,
            Note = members.Text("note"),
        };
        members.RefuseOthers(Shown);
        findings.ThrowIfAny();
        return schedule;
    }
}
