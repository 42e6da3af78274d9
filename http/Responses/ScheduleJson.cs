using System.Text.Json;

namespace JobScheduler.Http.Responses;

/// <summary>Schedules, their decisions and previews.</summary>
internal static class ScheduleJson
{
    /// <summary>Fields that are shown and may be sent back, and mean nothing there.</summary>
    public static readonly IReadOnlySet<string> ReadOnlyFields = new HashSet<string>(StringComparer.Ordinal)
    {
        "description", "runs", "paused_by", "paused_at", "next_run_at", "last_run_at", "created_at", "updated_at", "version",
        "active_jobs", "waiting",
    };

    public static void WriteSchedule(Utf8JsonWriter writer, ScheduleSnapshot schedule)
    {
        writer.WriteStartObject();
        WriteDefinition(writer, schedule);
        writer.WriteNumber("runs", schedule.Runs);
        writer.WriteBoolean("paused", schedule.Paused);
        writer.WriteString("note", schedule.Note);
        writer.WriteString("paused_by", schedule.PausedBy);
        writer.WriteTime("paused_at", schedule.PausedAt);
        writer.WriteTime("next_run_at", schedule.NextRunAt);
        writer.WriteTime("last_run_at", schedule.LastRunAt);
        writer.WriteTime("created_at", schedule.CreatedAt);
        writer.WriteTime("updated_at", schedule.UpdatedAt);
        writer.WriteNumber("version", schedule.Version);
        writer.WriteNumber("active_jobs", schedule.ActiveJobs);
        writer.WriteNumber("waiting", schedule.Waiting);
        writer.WriteEndObject();
    }

    public static void WriteRun(Utf8JsonWriter writer, ScheduleRun run)
    {
        writer.WriteStartObject();
        writer.WriteString("decision", WireNames.Of(run.Decision));
        writer.WriteTime("nominal_at", run.NominalAt);
        writer.WriteTime("until", run.Until);
        writer.WriteNumber("count", run.Count);
        writer.WriteTime("decided_at", run.DecidedAt);
        writer.WriteString("reason", run.Reason);
        writer.WriteString("job_id", run.JobId);
        writer.WriteString("job_state", run.JobState is { } state ? WireNames.Of(state) : null);
        writer.WriteEndObject();
    }

    public static void WriteBackfill(Utf8JsonWriter writer, ScheduleBackfillResult result)
    {
        writer.WriteStartObject();
        writer.WriteNumber("count", result.Count);
        writer.WriteNumber("excluded", result.Excluded);
        writer.WriteBoolean("dry_run", result.DryRun);
        writer.WriteEndObject();
    }

    public static void WritePreview(Utf8JsonWriter writer, SchedulePreview preview)
    {
        writer.WriteStartObject();
        writer.WriteString("description", preview.Description);
        writer.WriteStartArray("next");
        foreach (var time in preview.Next)
            writer.WriteStringValue(JsonValues.Text(time));
        writer.WriteEndArray();
        writer.WriteStartArray("next_local");
        foreach (var time in preview.NextLocal)
            writer.WriteStringValue(JsonValues.LocalText(time));
        writer.WriteEndArray();
        WriteTexts(writer, "notes", preview.Notes);
        writer.WriteEndObject();
    }

    private static void WriteDefinition(Utf8JsonWriter writer, ScheduleSnapshot schedule)
    {
        var definition = schedule.Definition;
        writer.WriteString("id", schedule.Id);
        writer.WriteString("cron", definition.Cron);
        writer.WriteString("time_zone", definition.TimeZone);
        writer.WriteString("description", schedule.Description);
        WriteJob(writer, definition.Job);
        writer.WriteString("overlap", WireNames.Of(definition.Overlap));
        writer.WriteString("misfire", WireNames.Of(definition.Misfire));
        writer.WriteNumber("catch_up_window_ms", definition.CatchUpWindowMs);
        writer.WriteNumber("catch_up_limit", definition.CatchUpLimit);
        writer.WriteNumber("jitter_ms", definition.JitterMs);
        writer.WriteNumber("phase_ms", definition.PhaseMs);
        WriteTexts(writer, "exclude", definition.Exclude);
        writer.WriteTime("start_at", JsonValues.Time(definition.StartAt));
        writer.WriteTime("end_at", JsonValues.Time(definition.EndAt));
        writer.WriteNumberOrNull("max_runs", definition.MaxRuns);
    }

    // With all defaults filled in, and as a submission may be sent: written back it gives an equal definition.
    private static void WriteJob(Utf8JsonWriter writer, JobSpec job)
    {
        writer.WriteStartObject("job");
        writer.WriteString("job_type", job.JobType);
        writer.WriteRaw("payload", job.Payload);
        writer.WriteString("queue", job.Queue);
        writer.WriteNumber("priority", job.Priority);
        writer.WriteNumber("max_attempts", job.MaxAttempts);
        JobJson.WriteRetry(writer, job.Retry);
        writer.WriteNumberOrNull("timeout_ms", job.TimeoutMs);
        writer.WriteTime("expires_at", JsonValues.Time(job.ExpiresAt));
        writer.WriteString("concurrency_key", job.ConcurrencyKey);
        WriteTexts(writer, "tags", job.Tags);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
