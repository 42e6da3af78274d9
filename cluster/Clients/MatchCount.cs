namespace JobScheduler.Cluster.Clients;

/// <summary>How many jobs match a filter.</summary>
/// <param name="Count">So many.</param>
/// <param name="Exact">False: at least.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.MatchCount")]
public sealed record MatchCount(
    [property: Id(0)] long Count,
    [property: Id(1)] bool Exact);
