using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobScheduler.Hosting.AttemptLogs;

/// <summary>
/// Hands what is logged while a handler runs to its attempt. The application's filters decide as for every provider;
/// <c>Logging:JobSchedulerAttempts:LogLevel</c> is for this one alone.
/// </summary>
[ProviderAlias("JobSchedulerAttempts")]
internal sealed class AttemptLogProvider(
    [FromKeyedServices(JobSchedulerServiceCollectionExtensions.TimeProviderKey)] TimeProvider clock) : ILoggerProvider
{
    // What the scheduler itself logs belongs to the process, also where a handler's call led to it.
    private static readonly string[] Own =
    [
        "JobScheduler.Grains.", "JobScheduler.Hosting.", "JobScheduler.Stores.", "JobScheduler.Embedded.", "JobScheduler.Cluster.", "JobScheduler.Http.",
        "JobScheduler.Client.", "Orleans.",
    ];

    private readonly CapturingLogger _logger = new(clock);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        Array.Exists(Own, own => categoryName.StartsWith(own, StringComparison.Ordinal)) ? NullLogger.Instance : _logger;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class CapturingLogger(TimeProvider clock) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && AttemptLogCapture.Current is not null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                AttemptLogCapture.Write((LogLineLevel)logLevel, MessageOf(state, exception, formatter), exception, clock);
        }

        private static string MessageOf<TState>(TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            try
            {
                return formatter(state, exception) ?? "";
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                return Logging.LogText.Unprintable(e); // a handler does not fail by what it logs
            }
        }
    }
}
