using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Connection;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>
/// Tells every process by one small read which partitions' queues may have changed. Each asks twice a second, because a pause must be heard
/// everywhere; without this it would read all partitions for it.
/// </summary>
internal sealed class QueueMarks(CassandraConnection connection)
{
    /// <summary>After a commit that changed queues, or after an acquire: the commit before it is perhaps one nobody was told of.</summary>
    /// <remarks>If it cannot be written, readers find the change by <see cref="Queries.QueueReader.ReadAllAfter"/>.</remarks>
    public async Task PutAsync(int partition, long term, long seq)
    {
        try
        {
            await connection.WriteAsync(connection.Bind(Cql.PutQueueMark, partition, term, seq), CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            // The queues are read again all the same, only later.
        }
    }

    /// <summary>The marks of all partitions that have one.</summary>
    public async Task<Dictionary<int, (long Term, long Seq)>> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAsync(connection.Bind(Cql.ReadQueueMarks), int.MaxValue, cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => row.GetValue<int>(0), row => (row.GetValue<long>(1), row.GetValue<long>(2)));
    }
}
