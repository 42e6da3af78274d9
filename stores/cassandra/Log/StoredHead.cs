using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>A partition's own row as it is stored.</summary>
/// <param name="Head">What the seam knows of it.</param>
/// <param name="Chores">Chores at or before this place are done and gone.</param>
internal sealed record StoredHead(PartitionHead Head, Position Chores)
{
    public static StoredHead From(int partition, Row row) => new(
        new()
        {
            Partition = partition,
            Term = row.GetValue<long>("term"),
            Seq = row.GetValue<long>("seq"),
            Owner = row.GetValue<string>("owner"),
            NextSequence = row.GetValue<long>("next_sequence"),
            NextEntry = row.GetValue<long>("next_entry"),
            NextToken = row.GetValue<long>("next_token"),
            DueWatermark = new(row.GetValue<long>("due_at"), row.GetValue<long>("due_ord")),
        },
        new(row.GetValue<long>("chores_at"), row.GetValue<long>("chores_ord")));
}
