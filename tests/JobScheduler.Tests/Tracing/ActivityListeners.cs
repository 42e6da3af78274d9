using System.Collections.Concurrent;
using System.Diagnostics;
using JobScheduler.Grains.Diagnostics;
using Xunit;

namespace JobScheduler.Tests.Tracing;

/// <summary>Tests that listen to the scheduler's activities, or need that nobody does, run one after the other: listeners are the process's.</summary>
[CollectionDefinition(Name)]
public sealed class ActivityListeners
{
    public const string Name = "activity listeners";
}

/// <summary>Keeps the activities of chosen traces.</summary>
internal sealed class CapturedActivities : IDisposable
{
    private readonly ConcurrentQueue<Activity> _stopped = new();
    private readonly ActivityListener _listener;

    public CapturedActivities()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SchedulerActivities.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>What has ended so far, of all tests that run now.</summary>
    public IReadOnlyList<Activity> All => [.. _stopped];

    public IReadOnlyList<Activity> Of(string traceId) => [.. _stopped.Where(activity => activity.TraceId.ToHexString() == traceId)];

    public void Dispose() => _listener.Dispose();
}
