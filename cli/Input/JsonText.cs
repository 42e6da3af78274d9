using System.Buffers;
using System.Text;
using System.Text.Json;

namespace JobScheduler.Cli.Input;

/// <summary>Reads texts that may be JSON.</summary>
internal static class JsonText
{
    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true };

    /// <summary>All values of the text, token for token; null: it is not JSON.</summary>
    public static IReadOnlyList<JsonElement>? TryRead(string text)
    {
        var values = new List<JsonElement>();
        var reader = new Utf8JsonReader(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text)), Options);
        try
        {
            while (reader.Read())
                values.Add(JsonElement.ParseValue(ref reader));
            return values.Count > 0 ? values : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One value.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What it is, for the message.</param>
    /// <exception cref="UsageException">It is not one JSON value.</exception>
    public static RawJson Read(string text, string name)
    {
        try
        {
            return RawJson.Parse(text);
        }
        catch (JsonException e)
        {
            throw new UsageException($"{name} must be JSON: {e.Message}");
        }
    }
}
