using JobScheduler.Cluster.Clients;
using JobScheduler.Cluster.Keeping;
using JobScheduler.Grains.Node;
using JobScheduler.Hosting.Runtime;
using Microsoft.Extensions.Hosting;

namespace JobScheduler.Cluster.Gateways;

/// <summary>What a gateway knows of the cluster: it asks the root for the nodes, every 2 s, and goes on with what it knows while that fails.</summary>
internal sealed class GatewayWatch(NodeHolder holder, IGrainFactory grains, RemoteQueries? remote = null) : IHostedService, IDisposable
{
    private static readonly TimeSpan AskFor = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stop = new();

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (remote is not null)
            await remote.CheckAsync(holder.Node.Settings.Partitions, cancellationToken);
        holder.Node.Cluster.Join(name => new(holder.Node.Cluster.Current.Others.Any(node => node.Name == name)));
        _ = LoopAsync(holder.Node, _stop.Token);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _stop.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task LoopAsync(SchedulerNode node, CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var nodes = await grains.GetGrain<ISchedulerGrain>(0).NodesAsync().WaitAsync(AskFor, node.Clock, stop);
                node.Cluster.Set(ClusterDecision.Seen(nodes));
            }
            catch (Exception)
            {
                // No silo answers, or none did in time: asked again.
            }

            await Task.Delay(NodeWatch.AskEvery(node.Cluster.Current.Others.Count), node.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
