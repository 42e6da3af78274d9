using System.Diagnostics;

namespace JobScheduler.Http.Responses;

/// <content>Nodes and the history of counts.</content>
internal static partial class WireNames
{
    public static readonly IReadOnlyDictionary<string, NodeStatus> NodeStatuses = Map<NodeStatus>(Of);
    public static readonly IReadOnlyDictionary<string, StatsResolution> Resolutions = Map<StatsResolution>(Of);

    public static string Of(NodeStatus status) => status switch
    {
        NodeStatus.Active => "active",
        NodeStatus.Draining => "draining",
        NodeStatus.Unavailable => "unavailable",
        NodeStatus.Unreachable => "unreachable",
        _ => throw new UnreachableException($"{status}"),
    };

    public static string Of(StatsResolution resolution) => resolution switch
    {
        StatsResolution.Second => "second",
        StatsResolution.Minute => "minute",
        _ => throw new UnreachableException($"{resolution}"),
    };
}
