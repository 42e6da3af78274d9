using Microsoft.Extensions.Logging;

namespace JobScheduler.Cluster.Membership;

/// <summary>
/// A silo that learns that the others have declared it dead, or that its membership is beyond repair, ends its process: its partitions
/// have other owners. Whoever supervises it starts it again, as a new silo.
/// </summary>
internal sealed partial class SiloDeath(ILogger<SiloDeath> log) : IFatalErrorHandler
{
    /// <summary>The process's exit code.</summary>
    public const int ExitCode = 3;

    private readonly ILogger _log = log;

    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => true;

    /// <inheritdoc/>
    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        LogDead(exception, context);
        // A log is written by another thread, which ends with the process.
        Console.Error.WriteLine($"JobScheduler stops, exit code {ExitCode}: this silo is no member of its cluster any more. {context} {exception?.Message}");
        Environment.Exit(ExitCode);
    }

    [LoggerMessage(1210, LogLevel.Critical, "This silo is no member of its cluster any more and ends its process: {Context}", EventName = "silo_dead")]
    private partial void LogDead(Exception? exception, string? context);
}
