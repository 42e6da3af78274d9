using JobScheduler.Grains.Node;
using JobScheduler.Grains.Queues;
using JobScheduler.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Hosting.Runtime;

/// <summary>
/// Reads the queue rows again every 500 ms into the node's copy; until it is started, the node claims nothing. While the store could
/// not be written, it also tries whether it can be again, so that readiness comes back without a request.
/// </summary>
internal sealed class QueueRefresher : IDisposable
{
    private readonly SchedulerNode _node;
    private readonly JobStore _store;
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _log;
    private bool _stopped;

    public QueueRefresher(SchedulerNode node, JobStore store, ILogger log)
    {
        _log = log;
        _node = node;
        _store = store;
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
                _node.Queues.Refresh(await _store.Queries.ListQueuesAsync(stop), readAt);
                if (_node.Health.StoreProblem is not null)
                {
                    _node.Health.Store(await _store.Admin.CheckAsync(stop));
                    if (_node.Health.StoreProblem is null)
                        _log.LogStoreWorks(_node);
                }

                await Task.Delay(QueueDirectory.ReadEvery, _node.Clock, stop);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                // Nothing is claimed by a copy that is too old; that is all this means. Whatever it was, the loop goes on: without it
                // nothing would be claimed any more.
                _node.Health.Store(e.Message);
                _node.Metrics.Store.Unavailable();
                _log.LogQueuesUnreadable(_node, e);
                await Task.Delay(QueueDirectory.ReadEvery, _node.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception)
            {
                return; // stopping
            }
        }
    }
}
