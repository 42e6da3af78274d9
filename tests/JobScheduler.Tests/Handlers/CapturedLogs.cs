using Microsoft.Extensions.Logging;

namespace JobScheduler.Tests.Handlers;

/// <summary>A log line with the scopes it was written in.</summary>
internal sealed record CapturedLine(
    string Category, LogLevel Level, string Message, Exception? Exception, IReadOnlyDictionary<string, object?> Properties)
{
    public string? Event { get; init; }
}

/// <summary>Keeps every log line, as a structured logging provider would see it.</summary>
internal sealed class CapturedLogs : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    private readonly List<CapturedLine> _lines = [];
    private readonly List<(Func<CapturedLine, bool> Wanted, TaskCompletionSource<CapturedLine> Found)> _waiting = [];

    /// <summary>What was written so far.</summary>
    public IReadOnlyList<CapturedLine> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>The first line that is as wanted, once it is written.</summary>
    public Task<CapturedLine> WaitAsync(Func<CapturedLine, bool> wanted)
    {
        var found = new TaskCompletionSource<CapturedLine>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lines)
        {
            if (_lines.Find(line => wanted(line)) is { } line)
                found.SetResult(line);
            else
                _waiting.Add((wanted, found));
        }

        return found.Task;
    }

    public IEnumerable<CapturedLine> At(LogLevel level) => Lines.Where(l => l.Level == level);

    public IEnumerable<CapturedLine> Of(string eventName) => Lines.Where(l => l.Event == eventName);

    /// <summary>The first line of an event, once it is written.</summary>
    public async Task<CapturedLine> WhenAsync(string eventName)
    {
        try
        {
            return await WaitAsync(line => line.Event == eventName).WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The line {eventName}: not within 30 s.");
        }
    }

    public ILogger CreateLogger(string categoryName) => new Captured(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Captured(CapturedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logs._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var properties = new Dictionary<string, object?>();
            logs._scopes.ForEachScope(static (scope, all) => Add(all, scope), properties);
            Add(properties, state);
            // As a console does: an exception that cannot be printed would break the logging of it.
            _ = exception?.ToString();
            var line = new CapturedLine(category, logLevel, formatter(state, exception), exception, properties) { Event = eventId.Name };
            lock (logs._lines)
            {
                logs._lines.Add(line);
                foreach (var (_, found) in logs._waiting.Where(waiting => waiting.Wanted(line)))
                    found.TrySetResult(line);
            }
        }

        private static void Add(Dictionary<string, object?> all, object? state)
        {
            if (state is not IEnumerable<KeyValuePair<string, object?>> pairs)
                return;
            foreach (var (key, value) in pairs)
                all[key] = value;
        }
    }
}
