using System.Text.Json;

namespace JobScheduler.Client.Http;

/// <summary>Reads successful answers.</summary>
internal static class Answers
{
    /// <exception cref="JobSchedulerRequestException">It is not what the scheduler answers.</exception>
    public static T Read<T>(ApiAnswer answer, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw Failures.Unreadable(answer, e);
        }
    }
}
