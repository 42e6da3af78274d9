using JobScheduler.Grains.Node;
using JobScheduler.Grains.Queues;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Hosting.Runtime;

/// <summary>Reads the queue rows again every 500 ms into the node's copy. Until it is started, the node claims nothing.</summary>
internal sealed class QueueRefresher : IDisposable
{
    private readonly SchedulerNode _node;
    private readonly IJobQueries _queries;
    private readonly CancellationTokenSource _stop = new();
    private bool _stopped;

    public QueueRefresher(SchedulerNode node, IJobQueries queries)
    {
        _node = node;
        _queries = queries;
    }

    public void Start() => _ = LoopAsync(_stop.Token);

    public void Dispose()
    {
        if (!_stopped)
            _stop.Cancel();
        _stopped = true;
        _stop.Dispose();
    }

    private async Task LoopAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var readAt = _node.Clock.GetTimestamp();
                _node.Queues.Refresh(await _queries.ListQueuesAsync(stop), readAt);
                await Task.Delay(QueueDirectory.ReadEvery, _node.Clock, stop);
            }
            catch (StoreUnavailableException e)
            {
                // Nothing is claimed by a copy that is too old; that is all this means.
                _node.Health.Store(e.Message);
                await Task.Delay(QueueDirectory.ReadEvery, _node.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
