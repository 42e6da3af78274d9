namespace JobScheduler.Orleans.Cassandra;

/// <summary>A stored state.</summary>
/// <param name="ETag">Of the last write or clear.</param>
/// <param name="Payload">Null after a clear.</param>
internal sealed record GrainStateRow(string ETag, byte[]? Payload);
