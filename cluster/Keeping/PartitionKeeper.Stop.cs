namespace JobScheduler.Cluster.Keeping;

/// <content>The end of a silo in order: its partitions are active elsewhere before it goes.</content>
internal sealed partial class PartitionKeeper
{
    private static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(5);

    /// <summary>Nothing is left to do if the node has drained and its partitions have gone; a last silo keeps them to its end.</summary>
    private async Task StopAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            await _stopSource.CancelAsync(); // nobody waits for it to leave in order
            return;
        }

        if (!_node.Attempts.Draining)
        {
            _node.Cluster.Draining -= Announce;
            _node.BeginDrain();
            await AnnounceAsync();
        }

        await _stopSource.CancelAsync();
        await IgnoreAsync(_loop);
        _node.Cluster.Noticed -= _watch.Notice;
        if (Others.Count > 0)
            await IgnoreAsync(LeaveAllAsync().WaitAsync(LeaveWithin, _node.Clock, cancellationToken));
    }

    private async Task LeaveAllAsync()
    {
        var decision = ClusterDecision.Of(map.Partitions, _node.Describe(_handlers), _watch.Known);
        map.Owners = decision.Owners;
        foreach (var some in _node.Partitions.Numbers.Chunk(AtOnce))
            await Task.WhenAll(some.Select(LeaveAsync));
    }

    private async Task LeaveAsync(int partition)
    {
        await _node.Partitions.LeaveAsync(partition);
        await IgnoreAsync(WakeAsync(partition));
    }
}
