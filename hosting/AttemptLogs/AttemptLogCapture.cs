using JobScheduler.Grains.Jobs;

namespace JobScheduler.Hosting.AttemptLogs;

/// <summary>Whose lines the loggers see: the log of the attempt whose handler runs, wherever its calls lead.</summary>
internal static class AttemptLogCapture
{
    private static readonly AsyncLocal<IAttemptLog?> Log = new();

    /// <summary>Where lines that are written here go; null: nowhere.</summary>
    public static IAttemptLog? Current => Log.Value;

    /// <summary>Writes a line there. Handlers of our own do so past all loggers: what they do is no event of the process.</summary>
    /// <param name="level">How bad it is.</param>
    /// <param name="message">The line.</param>
    /// <param name="exception">What belongs to it, or null.</param>
    /// <param name="clock">Tells when it is written.</param>
    public static void Write(LogLineLevel level, string message, Exception? exception, TimeProvider clock)
    {
        if (Current is not { } log)
            return;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        log.Write(new LogLine(at, level, AttemptLogText.Of(message, exception, log.LineBytes)));
    }

    /// <summary>From here to the end of the asynchronous method that calls this, lines go there.</summary>
    /// <param name="log">Null, or one that keeps nothing: they go nowhere, also where they went to the log of another attempt.</param>
    public static void Begin(IAttemptLog? log) => Log.Value = log is { LineBytes: > 0 } ? log : null;
}
