using System.Collections.Concurrent;
using Quartz;

namespace JobScheduler.Benchmarks.Contenders.QuartzNet;

/// <summary>Counts its executions and keeps by how much each was late. One instance runs all of them, so that none has to be made.</summary>
internal sealed class NoOpJob : IJob
{
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly ConcurrentBag<double> _lateness = [];
    private TaskCompletionSource _reached = new();
    private long _count;
    private long _expected = long.MaxValue;

    public bool KeepsLateness { get; set; }

    public IEnumerable<double> Lateness => _lateness;

    /// <summary>Done when so many more have run. To be called while none runs.</summary>
    public Task WhenMore(int jobs)
    {
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _expected, Volatile.Read(ref _count) + jobs);
        return _reached.Task;
    }

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (KeepsLateness)
            _lateness.Add((_clock.GetUtcNow() - context.ScheduledFireTimeUtc!.Value).TotalMilliseconds);

        if (Interlocked.Increment(ref _count) == Volatile.Read(ref _expected))
            _reached.SetResult();

        return ValueTask.CompletedTask;
    }
}
