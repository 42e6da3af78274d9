namespace JobScheduler;

/// <summary>What was written to loggers while a handler ran in one attempt: the last lines of it, kept with the attempt's outcome.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="Truncated">There were earlier lines, which are not kept.</param>
/// <param name="Lines">Oldest first; none while the attempt runs, when nothing was logged, and when its process died.</param>
public sealed record AttemptLog(string JobId, int Attempt, bool Truncated, IReadOnlyList<LogLine> Lines);

/// <summary>One line of an attempt's log.</summary>
/// <param name="At">When, to the millisecond.</param>
/// <param name="Level">How bad.</param>
/// <param name="Message">The formatted message, and behind it the first lines of the exception. One that was too long ends in an ellipsis.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.LogLine")]
public sealed record LogLine(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] LogLineLevel Level,
    [property: Id(2)] string Message);

/// <summary>Levels of lines, as those of Microsoft.Extensions.Logging. Stored: values never change.</summary>
public enum LogLineLevel
{
    /// <summary>Every detail.</summary>
    Trace = 0,

    /// <summary>For those who look for a bug.</summary>
    Debug = 1,

    /// <summary>What goes on.</summary>
    Information = 2,

    /// <summary>Odd, but not wrong.</summary>
    Warning = 3,

    /// <summary>Something failed.</summary>
    Error = 4,

    /// <summary>All may fail.</summary>
    Critical = 5,
}
