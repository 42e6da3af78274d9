using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Connection;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>The partition's own row: read, made, and its term raised.</summary>
internal sealed class HeadRows(CassandraConnection connection)
{
    /// <summary>The row as it is, after whatever conditional batch is under way; null: nobody has owned the partition yet.</summary>
    public async Task<StoredHead?> ReadSerialAsync(int partition, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadSerialAsync(connection.Bind(Cql.ReadHead, partition), cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? null : StoredHead.From(partition, rows[0]);
    }

    /// <summary>The row as of the last commit that was answered, for readers who own nothing.</summary>
    public async Task<StoredHead?> ReadAsync(int partition, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAsync(connection.Bind(Cql.ReadHead, partition), 1, cancellationToken).ConfigureAwait(false);
        return rows.Count == 0 ? null : StoredHead.From(partition, rows[0]);
    }

    /// <summary>Makes the row with term 1; false: somebody else did.</summary>
    public Task<bool> CreateAsync(int partition, string owner)
    {
        var batch = new BatchStatement();
        batch.SetBatchType(BatchType.Unlogged);
        var start = Position.Start;
        batch.Add(connection.Bind(Cql.CreateHead, owner, start.At, start.Order, start.At, start.Order, partition));
        batch.Add(connection.Bind(Cql.PutAnchor, partition));
        return IsAppliedAsync(batch);
    }

    /// <summary>Raises the term by one; false: it is not that one any more.</summary>
    public Task<bool> RaiseAsync(int partition, string owner, long term) =>
        IsAppliedAsync(connection.Bind(Cql.RaiseTerm, term + 1, owner, partition, term));

    private async Task<bool> IsAppliedAsync(IStatement statement)
    {
        try
        {
            return (await connection.CompareAndSetAsync(statement).ConfigureAwait(false)).GetValue<bool>("[applied]");
        }
        catch (Exception failure) when (Failures.IsOfStore(failure))
        {
            throw Failures.Unavailable(failure);
        }
    }
}
