using JobScheduler.Grains.Storage;

namespace JobScheduler.Cluster.Clients;

/// <summary>A page of rows on the wire.</summary>
/// <param name="Jobs">The rows in order.</param>
/// <param name="NextCursor">Where the next page starts; null: the end.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.JobPage")]
public sealed record JobPage(
    [property: Id(0)] JobRecord[] Jobs,
    [property: Id(1)] string? NextCursor);
