using System.Text.Json;

namespace JobScheduler.Client.Mapping;

/// <summary>Groups of dead letters as the HTTP API shows them.</summary>
internal static class DeadLetterReader
{
    public static DeadLetterGroup Group(JsonElement json) => new()
    {
        Fingerprint = json.Text("fingerprint"),
        JobType = json.Text("job_type"),
        ErrorCode = json.Text("error_code"),
        Message = json.TextOrNull("message") ?? "",
        Count = json.Long("count"),
        CountIsExact = json.Bool("count_is_exact"),
        FirstSeen = json.Time("first_seen"),
        LastSeen = json.Time("last_seen"),
        Sample = JobReader.Summary(json.Member("sample") ?? throw JsonMembers.Missing("sample")),
    };
}
