using System.Text.Json;
using JobScheduler.Client.Mapping;

namespace JobScheduler.Client.Http;

/// <summary>A problem+json answer; from anything else only what the status tells.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Type">Last part of the type; null: not an answer of the scheduler.</param>
/// <param name="Message">Detail, else title, else the status.</param>
internal sealed record Problem(int Status, string? Type, string Message)
{
    private const string Prefix = "urn:jobscheduler:problem:";

    /// <summary>Field errors.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; init; } = new Dictionary<string, string[]>();

    /// <summary>The job of an idempotency conflict.</summary>
    public string? JobId { get; init; }

    /// <summary>The state of a state conflict.</summary>
    public JobState? State { get; init; }

    /// <summary>What is wrong with a cron expression.</summary>
    public (string Field, int Position, string Expected)? Cron { get; init; }

    public static Problem Read(ApiAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TextOrNull("type") is { } type)
                return Read(answer.Status, type, root);
        }
        catch (JsonException)
        {
            // A proxy's page: the status has to do.
        }

        return new Problem(answer.Status, null, $"The server answered {answer.Status} without saying why.");
    }

    private static Problem Read(int status, string type, JsonElement root) =>
        new(status, type.StartsWith(Prefix, StringComparison.Ordinal) ? type[Prefix.Length..] : type,
            root.TextOrNull("detail") ?? root.TextOrNull("title") ?? $"The server answered {status} ({type}).")
        {
            Errors = ReadErrors(root),
            JobId = root.TextOrNull("job_id"),
            State = EnumNames<JobState>.OrNull(root.TextOrNull("state")),
            Cron = root.Member("cron_error") is { } cron ? (cron.Text("field"), cron.Int("position"), cron.Text("expected")) : null,
        };

    private static Dictionary<string, string[]> ReadErrors(JsonElement root)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (root.Member("errors") is not { ValueKind: JsonValueKind.Object } members)
            return errors;
        foreach (var member in members.EnumerateObject())
        {
            errors[member.Name] = member.Value.ValueKind == JsonValueKind.Array
                ? [.. member.Value.EnumerateArray().Select(m => m.ToString())]
                : [member.Value.ToString()];
        }

        return errors;
    }
}
