using System.Globalization;
using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using JobScheduler.Hosting.Runtime;

namespace JobScheduler.Hosting.Client;

/// <summary>Asks all nodes at once; one that does not answer in time is left out of what is told.</summary>
internal sealed class NodeReads(GrainCalls calls, NodeHolder holder, IHandlerInvoker handlers)
{
    private const string NodesMark = "nodes:";
    private const string PartitionsMark = "partitions:";
    private static readonly TimeSpan AskFor = TimeSpan.FromSeconds(2);

    private SchedulerNode Own => holder.Node;

    public async Task<Page<NodeInfo>> ListNodesAsync(int limit, string? cursor, CancellationToken cancellationToken)
    {
        var after = cursor is null ? null : NameCursor.Read(NodesMark, cursor);
        var known = await KnownAsync(cancellationToken);
        var rest = known.Where(node => after is null || string.CompareOrdinal(node.Name, after) > 0).Take(limit + 1).ToList();
        var shown = await Task.WhenAll(rest.Take(limit).Select(async node => Show(node, await InspectAsync(node.Name, cancellationToken))));
        return new Page<NodeInfo>(shown, rest.Count > limit ? NameCursor.Write(NodesMark, shown[^1].Node) : null);
    }

    public async Task<Page<PartitionInfo>> ListPartitionsAsync(int limit, string? cursor, CancellationToken cancellationToken)
    {
        var first = cursor is null ? 0 : 1 + NumberIn(cursor);
        var known = await KnownAsync(cancellationToken);
        var reports = await Task.WhenAll(known.Select(node => InspectAsync(node.Name, cancellationToken)));

        // While a partition moves two nodes may name it: the higher term is the valid one.
        var served = reports.OfType<NodeReport>().SelectMany(report => report.Partitions).GroupBy(partition => partition.Partition)
            .ToDictionary(same => same.Key, same => same.MaxBy(partition => partition.Term)!);
        var end = Math.Min(Own.Settings.Partitions, first + limit);
        PartitionInfo[] items = first >= end
            ? []
            : [.. Enumerable.Range(first, end - first).Select(number => served.GetValueOrDefault(number) ?? new PartitionInfo { Partition = number })];
        var next = end < Own.Settings.Partitions ? NameCursor.Write(PartitionsMark, (end - 1).ToString(CultureInfo.InvariantCulture)) : null;
        return new Page<PartitionInfo>(items, next);
    }

    public async Task<StatsHistory> GetHistoryAsync(StatsResolution resolution, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(cancellationToken);
        var others = known.Where(node => node.Name != Own.Settings.Node)
            .Select(node => AskAsync(node.Name, grain => grain.HistoryAsync(resolution), cancellationToken));
        var own = Own.Stats.History(resolution);
        return StatsHistories.Of(resolution, own, [.. (await Task.WhenAll(others)).OfType<StatsSlice>()]);
    }

    /// <summary>The nodes that own partitions, as they were seen last, by name.</summary>
    public async Task<IReadOnlyList<NodeSnapshot>> KnownAsync(CancellationToken cancellationToken)
    {
        await calls.GrainsAsync(cancellationToken);
        var all = Own.Cluster.Current.Others.ToList();
        if (Own.Settings.Role == NodeRole.Silo)
            all.Add(Own.Describe(handlers));
        return [.. all.OrderBy(node => node.Name, StringComparer.Ordinal)];
    }

    /// <summary>A node's answer; null: there was none in time.</summary>
    public async Task<T?> AskAsync<T>(string node, Func<INodeGrain, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await ask(calls.Node(node)).WaitAsync(AskFor, Own.Clock, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return null; // what is missing is seen in the answer
        }
    }

    private async Task<NodeReport?> InspectAsync(string node, CancellationToken cancellationToken) => node == Own.Settings.Node
        ? Own.Report(handlers)
        : await AskAsync(node, grain => grain.InspectAsync(), cancellationToken);

    private static NodeInfo Show(NodeSnapshot known, NodeReport? report)
    {
        var node = report?.Node ?? known;
        return new NodeInfo
        {
            Node = node.Name,

            // How its clock goes, others know.
            Status = report is null ? NodeStatus.Unreachable
                : node.Draining ? NodeStatus.Draining
                : known.Problem is not null ? NodeStatus.Unavailable
                : NodeStatus.Active,
            Problem = known.Problem,
            Engine = node.Engine,
            Version = node.Version,
            StartedAt = node.StartedAt,
            Slots = node.Slots,
            SlotsRunning = node.Running,
            Partitions = node.Partitions,
            JobTypes = node.JobTypes,
            Stuck = report?.Stuck ?? [],
        };
    }

    private static int NumberIn(string cursor) =>
        int.TryParse(NameCursor.Read(PartitionsMark, cursor), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < int.MaxValue
            ? number
            : throw NameCursor.Wrong();
}
