namespace JobScheduler.Orleans.Cassandra;

/// <summary>A provider's table.</summary>
/// <param name="Name">Its name, and the key of its version.</param>
/// <param name="Version">The version that this program reads and writes.</param>
/// <param name="Definition">What follows the name in CREATE TABLE.</param>
internal sealed record ProviderTable(string Name, int Version, string Definition);
