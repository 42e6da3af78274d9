using JobScheduler.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Simulation;

/// <summary>Takes a node's log into the trace; an error that nothing injected is a violation.</summary>
internal sealed class SimLoggers(SimWorld world, string node) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => world.IsTraced || logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (world.IsTraced)
            world.Note(node, $"log: {formatter(state, exception)}{(exception is null ? "" : $" [{exception.GetType().Name}: {exception.Message}]")}");
        if (logLevel < LogLevel.Error || exception is null or StoreUnavailableException or TimeoutException)
            return;
        if (IsOfStaleOwner(state))
            world.Count("stale owners confused");
        else
            world.Violate(SimRule.Failed, node, $"{formatter(state, exception)}: {exception}");
    }

    // A frozen owner that wakes reads rows that the new owner wrote: what it makes of them is thrown away, or fenced.
    private bool IsOfStaleOwner<TState>(TState state) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> values && values.FirstOrDefault(value => value.Key == "Partition").Value is int partition
        && !world.Store.Partitions[partition].Head.Owner.StartsWith(node + "#", StringComparison.Ordinal);
}
