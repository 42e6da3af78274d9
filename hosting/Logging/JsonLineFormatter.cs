using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace JobScheduler.Hosting.Logging;

/// <summary>
/// The console formatter <c>json</c>: each record is one line of JSON, see docs/logging.md. Whatever the record's values are, the line
/// is valid JSON, bounded in length, and writing it does not throw.
/// </summary>
internal sealed class JsonLineFormatter(IServiceProvider services) : ConsoleFormatter(FormatterName)
{
    /// <summary>As <c>Logging:Console:FormatterName</c> names it; it stands in for .NET's own of that name.</summary>
    public const string FormatterName = "json";

    private readonly TimeProvider _clock =
        services.GetKeyedService<TimeProvider>(JobSchedulerServiceCollectionExtensions.TimeProviderKey) ?? TimeProvider.System;

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new JsonLine();
        line.AddFields(logEntry.State);
        scopeProvider?.ForEachScope(static (scope, line) => line.PushScope(scope), line);
        line.AddScopes();
        textWriter.Write(line.Finish(
            _clock.GetUtcNow(), LevelOf(logEntry.LogLevel), logEntry.EventId.Name, logEntry.Category, Message(logEntry), logEntry.Exception));
        textWriter.Write('\n');
    }

    private static string Message<TState>(in LogEntry<TState> entry)
    {
        try
        {
            return entry.Formatter?.Invoke(entry.State, entry.Exception) ?? "";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return LogText.Unprintable(e);
        }
    }

    private static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "information",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        LogLevel.Critical => "critical",
        _ => "none",
    };
}
