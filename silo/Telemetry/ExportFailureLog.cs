using System.Diagnostics.Tracing;
using System.Globalization;
using JobScheduler.Grains.Node;

namespace JobScheduler.Silo.Telemetry;

/// <summary>
/// Says in the log that telemetry does not arrive. OpenTelemetry itself tells nobody but an event source; here it is a line on the first
/// failure and one a minute while it goes on.
/// </summary>
internal sealed partial class ExportFailureLog(
    ILogger<ExportFailureLog> logger, [FromKeyedServices(JobSchedulerServiceCollectionExtensions.TimeProviderKey)] TimeProvider clock) : IDisposable
{
    private readonly ILogger _logger = logger;
    private readonly RepeatedProblems _problems = new(clock, RepeatedProblems.UsualEvery);
    private Listener? _listener;

    /// <summary>Begins to listen.</summary>
    public void Watch() => _listener = new Listener(Report);

    /// <inheritdoc/>
    public void Dispose() => _listener?.Dispose();

    private void Report(string detail)
    {
        if (_problems.IsNews("export_failed", out var leftOut))
            LogFailed(detail, leftOut);
    }

    [LoggerMessage(1602, LogLevel.Warning,
        "Traces or metrics could not be sent to the collector: {Detail} ({LeftOut} such lines left out)", EventName = "export_failed")]
    private partial void LogFailed(string detail, long leftOut);

    private sealed class Listener(Action<string> report) : EventListener
    {
        private const string Exporter = "OpenTelemetry-Exporter-OpenTelemetryProtocol";

        // Called by the base class before this class has its fields.
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == Exporter)
                EnableEvents(eventSource, EventLevel.Warning);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            report?.Invoke(string.Format(CultureInfo.InvariantCulture, eventData.Message ?? eventData.EventName ?? "", [.. eventData.Payload ?? []]));
    }
}
