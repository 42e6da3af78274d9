using System.Runtime.CompilerServices;
using System.Text.Json;
using JobScheduler.Client.Events;
using JobScheduler.Client.Http;
using JobScheduler.Client.Mapping;

namespace JobScheduler.Client;

/// <summary>Nodes, partitions, job types, history and changes.</summary>
internal sealed partial class HttpJobSchedulerClient
{
    public async Task<ServerInfo> GetServerAsync(CancellationToken cancellationToken = default) =>
        (await CallAsync(ApiRequest.Get("v1/server"), ServerReader.Server, null, cancellationToken)).Value;

    public Task<Page<NodeInfo>> ListNodesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default) =>
        ListAsync("v1/nodes", limit, cursor, ServerReader.Node, cancellationToken);

    public Task<Page<PartitionInfo>> ListPartitionsAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default) =>
        ListAsync("v1/partitions", limit, cursor, ServerReader.Partition, cancellationToken);

    public Task<Page<JobTypeInfo>> ListJobTypesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default) =>
        ListAsync("v1/job-types", limit, cursor, ServerReader.JobType, cancellationToken);

    public async Task<StatsHistory> GetStatsHistoryAsync(StatsResolution resolution, CancellationToken cancellationToken = default)
    {
        if (!Enum.IsDefined(resolution))
            throw new ArgumentOutOfRangeException(nameof(resolution), resolution, "There is no such resolution.");
        var request = ApiRequest.Get("v1/stats/history?resolution=" + EnumNames<StatsResolution>.Of(resolution));
        return (await CallAsync(request, ServerReader.History, null, cancellationToken)).Value;
    }

    public async IAsyncEnumerable<SchedulerEvent> WatchAllAsync(EventFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var jobs = new JobFilter { States = filter.States, JobTypes = filter.JobTypes, Queues = filter.Queues };
        var source = new EventSource<SchedulerEvent>(transport, FilterParameters.WithQuery("v1/events", FilterParameters.Of(jobs)))
        {
            Read = SchedulerEventReader.Read,
            LastEventId = filter.LastEventId,
        };
        await foreach (var each in source.ReadAsync(cancellationToken))
            yield return each;
    }

    private async Task<Page<T>> ListAsync<T>(string path, int limit, string? cursor, Func<JsonElement, T> item, CancellationToken cancellationToken)
    {
        var request = ApiRequest.Get(FilterParameters.WithQuery(path, FilterParameters.Paging(limit, cursor)));
        return (await CallAsync(request, json => OperationsReader.Page(json, item), null, cancellationToken)).Value;
    }
}
