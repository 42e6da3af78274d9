using JobScheduler.Benchmarks.Contenders.Ours;
using Quartz;

namespace JobScheduler.Benchmarks.Contenders.QuartzNet;

/// <summary>Counts its executions and, where that is asked, records how late each is. One instance runs them all, so that none is made.</summary>
internal sealed class NoOpJob : IJob
{
    private readonly TimeProvider _clock = TimeProvider.System;

    public Bodies Bodies { get; } = new();

    public LatenessRecorder? Recorder { get; set; }

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        Recorder?.Add((_clock.GetUtcNow() - context.ScheduledFireTimeUtc!.Value).TotalMilliseconds);
        Bodies.Enter();
        return ValueTask.CompletedTask;
    }
}
