namespace JobScheduler.Stores.Cassandra;

/// <summary>Where tests get in between the store and the driver, and what they wait for.</summary>
/// <param name="Execute">Runs a statement; is given the statement and what would run it.</param>
/// <param name="Archived">Told of a partition whose chores were done.</param>
internal sealed record CassandraStoreHooks(Func<IStatement, Func<Task<RowSet>>, Task<RowSet>> Execute, Action<int> Archived)
{
    /// <summary>Runs everything as it is.</summary>
    public static CassandraStoreHooks None { get; } = new(static (_, run) => run(), static _ => { });
}
