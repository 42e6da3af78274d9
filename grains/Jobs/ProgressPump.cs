using JobScheduler.Grains.Node;

namespace JobScheduler.Grains.Jobs;

/// <summary>Brings an attempt's progress to the partition at most once a second; reports in between are merged.</summary>
internal sealed class ProgressPump : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly IPartitionGrain _partition;
    private readonly AttemptControl _attempt;
    private readonly TaskScheduler _scheduler;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private bool _resting;
    private bool _noticed;
    private bool _ended;

    private ProgressPump(SchedulerNode node, IPartitionGrain partition, AttemptControl attempt)
    {
        _partition = partition;
        _attempt = attempt;
        _scheduler = node.Settings.Attempts;
        _timer = node.Clock.CreateTimer(_ => Rested(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The pump of an attempt, made at its first report: most attempts have none.</summary>
    internal static ProgressPump Of(SchedulerNode node, AttemptControl attempt)
    {
        if (attempt.Pump is { } known)
            return known;
        lock (attempt)
            return attempt.Pump ??= new ProgressPump(node, attempt.Owner!.Partition, attempt);
    }

    /// <summary>The handler has reported; cheap, on any thread.</summary>
    internal void Notice()
    {
        lock (_gate)
        {
            if (_ended || _resting)
            {
                _noticed = true;
                return;
            }

            _resting = true;
        }

        _timer.Change(Every, Timeout.InfiniteTimeSpan);
        Send();
    }

    /// <summary>The attempt has ended: its last progress goes with the outcome.</summary>
    public void Dispose()
    {
        lock (_gate)
            _ended = true;
        _timer.Dispose();
    }

    private void Rested()
    {
        lock (_gate)
        {
            _resting = false;
            if (!_noticed || _ended)
                return;
            _noticed = false;
        }

        Notice();
    }

    // What gets lost here is in the next report or in the outcome.
    private void Send() => Task.Factory.StartNew(SendAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler).Unwrap()
        .ContinueWith(static sent => _ = sent.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async Task SendAsync()
    {
        var (percent, message) = _attempt.Progress;
        if (percent is null || _ended)
            return;
        if (await _partition.ProgressAsync(_attempt.Order.JobId, _attempt.Order.Token, percent.Value, message) == ReportAnswer.Stale)
            _attempt.RequestStop(StopCause.Cancelled);
    }
}
