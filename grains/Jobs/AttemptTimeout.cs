using JobScheduler.Grains.Node;

namespace JobScheduler.Grains.Jobs;

/// <summary>
/// A time-out that counts only time in which the process ran: what it was frozen for (SIGSTOP, a paused container) is added, so
/// that no handler is timed out for work it could not do. See <see cref="WakeUp.Stalled"/>.
/// </summary>
internal sealed class AttemptTimeout : IDisposable
{
    private readonly SchedulerNode _node;
    private readonly TimeSpan _limit;
    private readonly Action _callback;
    private readonly long _start;
    private readonly TimeSpan _stalledBefore;
    private readonly ITimer _timer;

    internal AttemptTimeout(SchedulerNode node, TimeSpan limit, Action callback)
    {
        (_node, _limit, _callback) = (node, limit, callback);
        _stalledBefore = node.WakeUp.Stalled;
        _start = node.Clock.GetTimestamp();
        _timer = node.Clock.CreateTimer(static state => ((AttemptTimeout)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(limit, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var stalled = _node.WakeUp.Stalled - _stalledBefore;
        var left = stalled > TimeSpan.Zero ? _limit + stalled - _node.Clock.GetElapsedTime(_start) : TimeSpan.Zero;
        if (left > TimeSpan.Zero)
            _timer.Change(left, Timeout.InfiniteTimeSpan);
        else
            _callback();
    }
}
