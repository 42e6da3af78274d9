namespace JobScheduler;

/// <summary>
/// What is kept of the lines that handlers log, below <c>JobScheduler:AttemptLogs</c>. They are stored with the attempt's outcome; an
/// attempt that logs nothing costs nothing.
/// </summary>
public sealed class JobSchedulerAttemptLogOptions
{
    /// <summary>The last lines of each attempt, 0 to 2000; 0: none are kept, of any type. Default 200.</summary>
    public int MaxLines { get; set; } = 200;

    /// <summary>Bytes of their messages in UTF-8, 1 KiB to 64 KiB; whole lines leave, the oldest first. Default 16 KiB.</summary>
    public int MaxBytes { get; set; } = 16 * 1024;
}
