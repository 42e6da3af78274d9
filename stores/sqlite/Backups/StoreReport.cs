namespace JobScheduler.Stores.Sqlite.Backups;

/// <summary>What was found in a file.</summary>
/// <param name="File">Its whole path.</param>
/// <param name="SchemaVersion">Version of its schema; null if it is no store.</param>
/// <param name="Partitions">Number of partitions; null if it could not be told.</param>
/// <param name="Jobs">Jobs by stored state, as counted from their rows.</param>
/// <param name="Problems">What is wrong, a sentence each; of many alike only the first.</param>
public sealed record StoreReport(
    string File, int? SchemaVersion, int? Partitions, IReadOnlyDictionary<Grains.Storage.StoredState, long> Jobs, IReadOnlyList<string> Problems)
{
    /// <summary>Nothing is wrong.</summary>
    public bool IsSound => Problems.Count == 0;
}
