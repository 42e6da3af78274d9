using System.Text.Json;

namespace JobScheduler.Http.Responses;

/// <summary>Groups of dead letters.</summary>
internal static class DeadLetterJson
{
    public static void WriteGroup(Utf8JsonWriter writer, DeadLetterGroup group)
    {
        writer.WriteStartObject();
        writer.WriteString("fingerprint", group.Fingerprint);
        writer.WriteString("job_type", group.JobType);
        writer.WriteString("error_code", group.ErrorCode);
        writer.WriteString("message", group.Message);
        writer.WriteNumber("count", group.Count);
        writer.WriteBoolean("count_is_exact", group.CountIsExact);
        writer.WriteTime("first_seen", group.FirstSeen);
        writer.WriteTime("last_seen", group.LastSeen);
        writer.WritePropertyName("sample");
        JobJson.WriteDeadLetter(writer, group.Sample);
        writer.WriteEndObject();
    }
}
