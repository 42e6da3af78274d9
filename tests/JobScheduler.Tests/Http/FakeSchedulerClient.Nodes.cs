using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace JobScheduler.Tests.Http;

/// <content>Nodes, partitions, job types, history and changes: what the test says, page by page.</content>
internal sealed partial class FakeSchedulerClient
{
    private readonly Channel<SchedulerEvent> _events = Channel.CreateUnbounded<SchedulerEvent>();

    /// <summary>What the stream of all changes tells; once it is completed, the stream ends.</summary>
    public ChannelWriter<SchedulerEvent> Events => _events.Writer;

    /// <summary>The filters as they arrived.</summary>
    public List<EventFilter> Watched { get; } = [];

    public ServerInfo Server { get; set; } = FakeNodes.Server;

    public List<NodeInfo> Nodes { get; } = [.. FakeNodes.All];

    public Task<ServerInfo> GetServerAsync(CancellationToken cancellationToken = default)
    {
        Enter();
        return Task.FromResult(Server);
    }

    public Task<Page<NodeInfo>> ListNodesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default) =>
        ListAsync(Nodes, limit, cursor, "nodes");

    public Task<Page<PartitionInfo>> ListPartitionsAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default) =>
        ListAsync([.. FakeNodes.Partitions], limit, cursor, "partitions");

    public Task<Page<JobTypeInfo>> ListJobTypesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default) =>
        ListAsync([.. FakeNodes.JobTypes], limit, cursor, "job-types");

    public Task<StatsHistory> GetStatsHistoryAsync(StatsResolution resolution, CancellationToken cancellationToken = default)
    {
        Enter();
        var step = resolution == StatsResolution.Second ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1);
        return Task.FromResult(new StatsHistory(resolution, step, FakeNodes.Points));
    }

    public async IAsyncEnumerable<SchedulerEvent> WatchAllAsync(EventFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Enter();
        Watched.Add(filter);
        using var ended = new Ending(WatchEnded);
        await foreach (var each in _events.Reader.ReadAllAsync(cancellationToken))
            yield return each;
    }

    private Task<Page<T>> ListAsync<T>(List<T> all, int limit, string? cursor, string list)
    {
        Enter();
        FakeRules.CheckLimit(limit);
        return Task.FromResult(Cut(all, limit, cursor, list));
    }
}
