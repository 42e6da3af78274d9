using System.Text.Json;

namespace JobScheduler.Client.Mapping;

/// <summary>Schedules as the HTTP API shows them.</summary>
internal static class ScheduleReader
{
    public static ScheduleSnapshot Schedule(JsonElement json) => new()
    {
        Id = json.Text("id"),
        Definition = Definition(json),
        Description = json.TextOrNull("description") ?? "",
        Runs = json.Long("runs"),
        Paused = json.Bool("paused"),
        Note = json.TextOrNull("note"),
        PausedBy = json.TextOrNull("paused_by"),
        PausedAt = json.TimeOrNull("paused_at"),
        NextRunAt = json.TimeOrNull("next_run_at"),
        LastRunAt = json.TimeOrNull("last_run_at"),
        CreatedAt = json.Time("created_at"),
        UpdatedAt = json.Time("updated_at"),
        Version = json.Long("version"),
        ActiveJobs = json.Long("active_jobs"),
        Waiting = json.Int("waiting"),
    };

    public static ScheduleRun Run(JsonElement json) => new()
    {
        Decision = EnumNames<ScheduleDecision>.Required(json.Text("decision")),
        NominalAt = json.Time("nominal_at"),
        Until = json.TimeOrNull("until"),
        Count = json.LongOrNull("count") ?? 1,
        DecidedAt = json.Time("decided_at"),
        Reason = json.TextOrNull("reason"),
        JobId = json.TextOrNull("job_id"),
        JobState = json.TextOrNull("job_state") is { } state ? EnumNames<JobState>.Required(state) : null,
    };

    public static ScheduleBackfillResult Backfill(JsonElement json) => new(json.Int("count"), json.Int("excluded"), json.Bool("dry_run"));

    public static SchedulePreview Preview(JsonElement json) => new(
        json.TextOrNull("description") ?? "", Times(json, "next"), Times(json, "next_local"), Texts(json, "notes"));

    // What is not shown, because no caller can do anything with it, is empty: hash and trace.
    private static ScheduleSpec Definition(JsonElement json) => new()
    {
        Cron = json.Text("cron"),
        TimeZone = json.Text("time_zone"),
        Job = Job(json.Member("job") ?? throw JsonMembers.Missing("job")),
        Overlap = EnumNames<OverlapPolicy>.Required(json.Text("overlap")),
        Misfire = EnumNames<MisfirePolicy>.Required(json.Text("misfire")),
        CatchUpWindowMs = json.Long("catch_up_window_ms"),
        CatchUpLimit = json.Int("catch_up_limit"),
        JitterMs = json.Long("jitter_ms"),
        PhaseMs = json.Long("phase_ms"),
        Exclude = Texts(json, "exclude"),
        StartAt = Milliseconds(json, "start_at"),
        EndAt = Milliseconds(json, "end_at"),
        MaxRuns = json.LongOrNull("max_runs"),
        DefinitionHash = "",
    };

    private static JobSpec Job(JsonElement json) => new()
    {
        JobType = json.Text("job_type"),
        Payload = JobReader.Raw(json.Member("payload")),
        Queue = json.Text("queue"),
        Priority = json.Int("priority"),
        MaxAttempts = json.Int("max_attempts"),
        Retry = JobReader.Retry(json.Member("retry")),
        TimeoutMs = json.LongOrNull("timeout_ms"),
        ExpiresAt = Milliseconds(json, "expires_at"),
        ConcurrencyKey = json.TextOrNull("concurrency_key"),
        Tags = Texts(json, "tags"),
        TraceParent = "",
        RequestHash = "",
    };

    private static long? Milliseconds(JsonElement json, string name) => json.TimeOrNull(name)?.ToUnixTimeMilliseconds();

    private static string[] Texts(JsonElement json, string name) => [.. json.Items(name).Select(text => text.GetString() ?? "")];

    private static DateTimeOffset[] Times(JsonElement json, string name) => [.. json.Items(name).Select(time => time.GetDateTimeOffset())];
}
