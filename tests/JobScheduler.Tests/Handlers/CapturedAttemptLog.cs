using System.Collections.Concurrent;
using JobScheduler.Grains.Jobs;

namespace JobScheduler.Tests.Handlers;

/// <summary>An attempt's log that keeps all of it.</summary>
internal sealed class CapturedAttemptLog : IAttemptLog
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public int LineBytes { get; init; } = 8_192;

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    public void Write(LogLine line) => _lines.Enqueue(line);
}
