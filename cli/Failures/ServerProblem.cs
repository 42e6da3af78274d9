using System.Text.Json;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Failures;

/// <summary>A problem as the server sent it (RFC 9457).</summary>
/// <param name="Title">What kind it is, for people.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">This case, or null.</param>
/// <param name="TraceId">Finds the request in logs and traces, or null.</param>
/// <param name="Errors">Path as sent to messages.</param>
internal sealed record ServerProblem(string Title, int Status, string? Detail, string? TraceId, IReadOnlyList<(string Path, string Message)> Errors)
{
    /// <summary>Whether the detail says nothing that the errors do not say.</summary>
    public bool IsListed => Errors.Count > 0 && Errors.All(error => Detail?.Contains(error.Message, StringComparison.Ordinal) == true);

    /// <summary>Reads one; null: it is none.</summary>
    public static ServerProblem? Read(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return null;
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("status", out var status) || !status.TryGetInt32(out var code))
                return null;
            return new(Text(root, "title") ?? "The request was refused", code, Text(root, "detail"), Text(root, "trace_id"), [.. ReadErrors(root)]);
        }
        catch (JsonException)
        {
            return null; // something on the way that only calls itself problem+json
        }
    }

    private static IEnumerable<(string Path, string Message)> ReadErrors(JsonElement root) =>
        root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object
            ? errors.EnumerateObject().SelectMany(error => error.Value.ValueKind == JsonValueKind.Array
                ? error.Value.EnumerateArray().Select(message => (error.Name, message.ToString()))
                : [(error.Name, error.Value.ToString())])
            : [];

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>What is wrong with which field.</summary>
internal sealed class ErrorFields(IReadOnlyList<(string Path, string Message)> errors) : IView
{
    public IEnumerable<Line> Lines(int? width)
    {
        var paths = errors.Count == 0 ? 0 : errors.Max(error => Piece.WidthOf(CleanText.Of(error.Path)));
        foreach (var (path, message) in errors)
            yield return new Line("  ").Add(new Piece(CleanText.Of(path), Tone.Warning), paths + 2).Add(message);
    }
}
