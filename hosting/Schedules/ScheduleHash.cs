using System.Text.Json;
using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.Schedules;

/// <summary>
/// The hash by which a definition is found equal to the stored one, so that writing it again changes nothing. It covers everything
/// that is defined, after defaults are filled in: of the job its request hash and its concurrency key; never trace headers, nor
/// whether the schedule is paused. Stored: it must not change for a schedule that is still kept.
/// </summary>
internal static class ScheduleHash
{
    /// <summary>32 hex digits.</summary>
    /// <param name="spec">The resolved definition; its own hash is ignored.</param>
    public static string Compute(ScheduleSpec spec) =>
        CanonicalHash.Compute(spec, Write);

    private static void Write(Utf8JsonWriter writer, ScheduleSpec spec)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(spec.Cron);
        writer.WriteStringValue(spec.TimeZone);
        writer.WriteStringValue(spec.Job.RequestHash);
        writer.WriteStringValue(spec.Job.ConcurrencyKey);
        writer.WriteNumberValue((int)spec.Overlap);
        writer.WriteNumberValue((int)spec.Misfire);
        writer.WriteNumberValue(spec.CatchUpWindowMs);
        writer.WriteNumberValue(spec.CatchUpLimit);
        writer.WriteNumberValue(spec.JitterMs);
        writer.WriteNumberValue(spec.PhaseMs);
        CanonicalHash.WriteNumber(writer, spec.StartAt);
        CanonicalHash.WriteNumber(writer, spec.EndAt);
        CanonicalHash.WriteNumber(writer, spec.MaxRuns);
        writer.WriteStartArray();
        foreach (var excluded in spec.Exclude)
            writer.WriteStringValue(excluded);
        writer.WriteEndArray();
        writer.WriteEndArray();
    }
}
