namespace JobScheduler.Cluster.Clients;

/// <summary>What a client must know of the silos' store.</summary>
/// <param name="Partitions">Its number of partitions.</param>
/// <param name="FreeBytes">Free space where the data lies; null if that is not known.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.StoreFacts")]
public sealed record StoreFacts(
    [property: Id(0)] int Partitions,
    [property: Id(1)] long? FreeBytes);
