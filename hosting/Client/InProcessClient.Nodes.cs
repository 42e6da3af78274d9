using JobScheduler.Hosting.Registration;
using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.Client;

/// <content>Nodes, partitions, job types, history and changes.</content>
internal sealed partial class InProcessClient
{
    public async Task<ServerInfo> GetServerAsync(CancellationToken cancellationToken = default)
    {
        await _calls.GrainsAsync(cancellationToken);
        return new ServerInfo
        {
            Version = ProductVersion.Text,
            Engine = ProductVersion.Engine,
            Node = _holder.Node.Settings.Node,
            LatenessTarget = _server.Settings.LatenessTarget,
            OrleansDashboard = _server.Settings.OrleansDashboard,
            DiskFreeBytes = _store.Admin.FreeBytes,
            Now = _holder.Node.Clock.GetUtcNow(),
        };
    }

    public Task<Page<NodeInfo>> ListNodesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        RequestRules.CheckPage(limit);
        return _server.Nodes.ListNodesAsync(limit, cursor, cancellationToken);
    }

    public Task<Page<PartitionInfo>> ListPartitionsAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        RequestRules.CheckPage(limit);
        return _server.Nodes.ListPartitionsAsync(limit, cursor, cancellationToken);
    }

    public Task<Page<JobTypeInfo>> ListJobTypesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        RequestRules.CheckPage(limit);
        return _server.JobTypes.ListAsync(limit, cursor, cancellationToken);
    }

    public Task<StatsHistory> GetStatsHistoryAsync(StatsResolution resolution, CancellationToken cancellationToken = default) =>
        Enum.IsDefined(resolution)
            ? _server.Nodes.GetHistoryAsync(resolution, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(resolution), resolution, "There is no such resolution.");

    public IAsyncEnumerable<SchedulerEvent> WatchAllAsync(EventFilter filter, CancellationToken cancellationToken = default)
    {
        RequestRules.Check(filter);
        return _server.Changes.WatchAsync(filter, cancellationToken);
    }
}
