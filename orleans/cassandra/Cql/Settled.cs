namespace JobScheduler.Orleans.Cassandra;

/// <summary>How a conditional write ended.</summary>
/// <param name="Applied">Whether the row is as the write wanted it.</param>
/// <param name="Stored">The ETag that is stored; null if there is no row.</param>
internal readonly record struct Settled(bool Applied, string? Stored);
