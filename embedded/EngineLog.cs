using Microsoft.Extensions.Logging;

namespace JobScheduler.Embedded;

/// <summary>The log messages of the engine.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(1901, LogLevel.Error, "{GrainId} could not be activated; its waiting calls fail.", EventName = "activation_failed")]
    public static partial void ActivationFailed(this ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(1902, LogLevel.Error, "{GrainId} failed while it was deactivated; it has ended nevertheless.", EventName = "deactivation_failed")]
    public static partial void DeactivationFailed(this ILogger logger, Exception exception, GrainId grainId);

    [LoggerMessage(1903, LogLevel.Warning, "A timer of {GrainId} failed; it goes on.", EventName = "timer_failed")]
    public static partial void TimerFailed(this ILogger logger, Exception exception, GrainId grainId);
}
