using System.Text.Json;
using JobScheduler.Http.Responses;

namespace JobScheduler.Http.Requests;

/// <summary>Reads schedules and what is asked of them: their shape here, their values by the client.</summary>
internal static class ScheduleReader
{
    /// <summary>A definition; null when a required field is missing, which is noted.</summary>
    /// <param name="root">The body.</param>
    /// <param name="id">The id of the path, which the body's must match if it has one; null: the body names it.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public static ScheduleSubmission? Read(JsonElement root, string? id, RequestErrors errors)
    {
        var schedule = new ScheduleSubmission { Id = id ?? "", Cron = "", Job = new() { JobType = "" } };
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in Field.Of(root, "", errors))
        {
            if (!field.IsNull)
                given.Add(field.Name);
            schedule = field.Name == "id" ? WithId(schedule, field, id, errors) : With(schedule, field);
        }

        if (root.ValueKind is not JsonValueKind.Object)
            return null;
        foreach (var name in id is null ? ["id", "cron", "job"] : new[] { "cron", "job" })
        {
            if (!given.Contains(name))
                errors.Malformed(name, "is required");
        }

        return schedule;
    }

    public static ScheduleBackfill? ReadBackfill(JsonElement root, RequestErrors errors)
    {
        var backfill = new ScheduleBackfill { From = default, To = default };
        var (from, to) = (false, false);
        foreach (var field in Field.Of(root, "", errors))
        {
            switch (field.Name)
            {
                case "from":
                    (backfill, from) = (backfill with { From = field.Time() ?? default }, !field.IsNull);
                    break;
                case "to":
                    (backfill, to) = (backfill with { To = field.Time() ?? default }, !field.IsNull);
                    break;
                case "overlap":
                    backfill = backfill with { Overlap = field.OneOf(WireNames.Overlaps) };
                    break;
                case "dry_run":
                    backfill = backfill with { DryRun = field.Bool() ?? false };
                    break;
                default:
                    field.Unknown();
                    break;
            }
        }

        if (!from && root.ValueKind is JsonValueKind.Object)
            errors.Malformed("from", "is required");
        if (!to && root.ValueKind is JsonValueKind.Object)
            errors.Malformed("to", "is required");
        return backfill;
    }

    public static SchedulePreviewRequest? ReadPreview(JsonElement root, RequestErrors errors)
    {
        var request = new SchedulePreviewRequest { Cron = "" };
        var given = false;
        foreach (var field in Field.Of(root, "", errors))
        {
            given |= field.Name == "cron" && !field.IsNull;
            request = With(request, field);
        }

        if (!given && root.ValueKind is JsonValueKind.Object)
            errors.Malformed("cron", "is required");
        return request;
    }

    private static ScheduleSubmission WithId(ScheduleSubmission schedule, Field field, string? expected, RequestErrors errors)
    {
        var id = field.Text();
        if (expected is not null && id is not null && id != expected)
            errors.Invalid(field.Path, "must be the id in the path, or absent");
        return expected is null ? schedule with { Id = id ?? "" } : schedule;
    }

    private static ScheduleSubmission With(ScheduleSubmission schedule, Field field)
    {
        switch (field.Name)
        {
            case "cron": return schedule with { Cron = field.Text() ?? "" };
            case "job": return schedule with { Job = ReadJob(field) ?? schedule.Job };
            case "time_zone": return schedule with { TimeZone = field.Text() ?? schedule.TimeZone };
            case "overlap": return schedule with { Overlap = field.OneOf(WireNames.Overlaps) ?? schedule.Overlap };
            case "misfire": return schedule with { Misfire = field.OneOf(WireNames.Misfires) ?? schedule.Misfire };
            case "catch_up_window_ms": return schedule with { CatchUpWindow = field.Milliseconds() ?? schedule.CatchUpWindow };
            case "catch_up_limit": return schedule with { CatchUpLimit = field.Int() ?? schedule.CatchUpLimit };
            case "jitter_ms": return schedule with { Jitter = field.Milliseconds() ?? schedule.Jitter };
            case "phase_ms": return schedule with { Phase = field.Milliseconds() ?? schedule.Phase };
            case "exclude": return schedule with { Exclude = field.Texts() ?? [] };
            case "start_at": return schedule with { StartAt = field.Time() };
            case "end_at": return schedule with { EndAt = field.Time() };
            case "max_runs": return schedule with { MaxRuns = field.Long() };
            case "paused": return schedule with { Paused = field.Bool() ?? false };
            case "note": return schedule with { Note = field.Text() };
            default:
                if (!ScheduleJson.ReadOnlyFields.Contains(field.Name))
                    field.Unknown();
                return schedule;
        }
    }

    // Null is a missing job, which is noted where the others are.
    private static JobSubmission? ReadJob(Field field) => field.IsNull ? null : field.Submission();

    private static SchedulePreviewRequest With(SchedulePreviewRequest request, Field field)
    {
        switch (field.Name)
        {
            case "cron": return request with { Cron = field.Text() ?? "" };
            case "time_zone": return request with { TimeZone = field.Text() ?? request.TimeZone };
            case "from": return request with { From = field.Time() };
            case "count": return request with { Count = field.Int() ?? request.Count };
            case "id": return request with { Id = field.Text() };
            case "start_at": return request with { StartAt = field.Time() };
            case "end_at": return request with { EndAt = field.Time() };
            case "exclude": return request with { Exclude = field.Texts() ?? [] };
            case "phase_ms": return request with { Phase = field.Milliseconds() ?? request.Phase };
            default:
                field.Unknown();
                return request;
        }
    }
}
