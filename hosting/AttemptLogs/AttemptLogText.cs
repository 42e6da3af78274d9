using JobScheduler.Hosting.Handlers;

namespace JobScheduler.Hosting.AttemptLogs;

/// <summary>The text of a line: valid Unicode, bounded.</summary>
internal static class AttemptLogText
{
    // What was thrown, and where about. The whole trace of what ends an attempt is in its error.
    private const int LinesOfAnException = 5;

    /// <summary>A message, and behind it the first lines of an exception.</summary>
    /// <param name="message">The message.</param>
    /// <param name="exception">What was logged with it, or null; its own members may throw.</param>
    /// <param name="maxBytes">Bytes of UTF-8; a longer text ends in an ellipsis.</param>
    public static string Of(string message, Exception? exception, int maxBytes)
    {
        if (exception is null)
            return Texts.Cut(message, maxBytes);
        var lines = Failures.Printable(exception)!.ToString().Split('\n', LinesOfAnException + 1);
        var first = string.Join('\n', lines.Take(LinesOfAnException).Select(line => line.TrimEnd('\r')));
        return Texts.Cut(message.Length == 0 ? first : $"{message}\n{first}", maxBytes);
    }
}
