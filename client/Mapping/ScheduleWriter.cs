namespace JobScheduler.Client.Mapping;

/// <summary>Bodies of requests about schedules. What is null is left out: the server fills in defaults.</summary>
internal static class ScheduleWriter
{
    public static byte[] Definition(ScheduleSubmission schedule) => RequestWriter.Write(w =>
    {
        w.WriteStartObject();
        w.WriteString("id", schedule.Id);
        w.WriteString("cron", schedule.Cron);
        w.WriteString("time_zone", schedule.TimeZone);
        w.WritePropertyName("job");
        RequestWriter.Submission(w, schedule.Job, schedule.Job.IdempotencyKey);
        w.WriteString("overlap", NameOf("overlap", schedule.Overlap));
        w.WriteString("misfire", NameOf("misfire", schedule.Misfire));
        RequestWriter.Milliseconds(w, "catch_up_window_ms", schedule.CatchUpWindow);
        w.WriteNumber("catch_up_limit", schedule.CatchUpLimit);
        RequestWriter.Milliseconds(w, "jitter_ms", schedule.Jitter);
        RequestWriter.Milliseconds(w, "phase_ms", schedule.Phase);
        RequestWriter.Texts(w, "exclude", schedule.Exclude);
        RequestWriter.Time(w, "start_at", schedule.StartAt);
        RequestWriter.Time(w, "end_at", schedule.EndAt);
        if (schedule.MaxRuns is { } runs)
            w.WriteNumber("max_runs", runs);
        w.WriteBoolean("paused", schedule.Paused);
        RequestWriter.Text(w, "note", schedule.Note);
        w.WriteEndObject();
    });

    public static byte[] Backfill(ScheduleBackfill backfill) => RequestWriter.Write(w =>
    {
        w.WriteStartObject();
        RequestWriter.Time(w, "from", backfill.From);
        RequestWriter.Time(w, "to", backfill.To);
        if (backfill.Overlap is { } overlap)
            w.WriteString("overlap", NameOf("overlap", overlap));
        w.WriteBoolean("dry_run", backfill.DryRun);
        w.WriteEndObject();
    });

    public static byte[] Preview(SchedulePreviewRequest request) => RequestWriter.Write(w =>
    {
        w.WriteStartObject();
        w.WriteString("cron", request.Cron);
        w.WriteString("time_zone", request.TimeZone);
        RequestWriter.Time(w, "from", request.From);
        w.WriteNumber("count", request.Count);
        RequestWriter.Text(w, "id", request.Id);
        RequestWriter.Time(w, "start_at", request.StartAt);
        RequestWriter.Time(w, "end_at", request.EndAt);
        RequestWriter.Texts(w, "exclude", request.Exclude);
        RequestWriter.Milliseconds(w, "phase_ms", request.Phase);
        w.WriteEndObject();
    });

    /// <exception cref="JobValidationException">A value that the enum does not have: as in process.</exception>
    private static string NameOf<T>(string path, T value)
        where T : struct, Enum => Enum.IsDefined(value)
            ? EnumNames<T>.Of(value)
            : throw new JobValidationException(new Dictionary<string, string[]> { [path] = [$"has no value {value}"] });
}
