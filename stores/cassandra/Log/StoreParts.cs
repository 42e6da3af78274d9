using JobScheduler.Grains.Core;
using JobScheduler.Stores.Cassandra.Archive;
using JobScheduler.Stores.Cassandra.Connection;
using JobScheduler.Stores.Cassandra.Index;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>What an open store is made of.</summary>
internal sealed class StoreParts
{
    public StoreParts(CassandraConnection connection, int partitions, RetentionRules retention, TimeProvider clock)
    {
        (Connection, Partitions, Retention) = (connection, partitions, retention);
        Payloads = new(connection);
        Logs = new(connection);
        Jobs = new(connection, Payloads);
        History = new(connection);
        Heads = new(connection);
        Chores = new(connection);
        IndexWriter = new(connection, clock);
        Index = new(connection, new(connection, clock));
        QueueMarks = new(connection);
    }

    public CassandraConnection Connection { get; }

    public int Partitions { get; }

    public RetentionRules Retention { get; }

    public PayloadPieces Payloads { get; }

    public LogRows Logs { get; }

    public JobRows Jobs { get; }

    public HistoryRows History { get; }

    public HeadRows Heads { get; }

    public ChoreReader Chores { get; }

    public IndexWriter IndexWriter { get; }

    public IndexReader Index { get; }

    public QueueMarks QueueMarks { get; }
}
