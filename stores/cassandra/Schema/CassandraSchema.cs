namespace JobScheduler.Stores.Cassandra.Schema;

/// <summary>One forward migration. Its statements can be run again: a step that was cut short is begun anew.</summary>
/// <param name="Version">The version after it; 1 is the first.</param>
/// <param name="Statements">CQL.</param>
internal sealed record SchemaStep(int Version, IReadOnlyList<string> Statements);

/// <summary>The tables and their history. Steps that were released never change; a new one is added at the end.</summary>
internal static class CassandraSchema
{
    /// <summary>Made before the lock can be taken, because it holds the lock: version, number of partitions, lock. Only conditional statements write it.</summary>
    public const string Meta = """
        CREATE TABLE IF NOT EXISTS meta (
            name text PRIMARY KEY,
            value bigint,
            owner text
        )
        """;

    // Everything a scheduler partition has and that its commits change: one storage partition, because a conditional batch cannot
    // span several. `kind` says what a row is (RowKind); which of the columns it uses, and what name, at and ord hold, follows from it.
    // Tombstones are kept for a day: a node that was away for longer than hints are kept (3 hours) must be repaired within it.
    private const string Live = """
        CREATE TABLE IF NOT EXISTS live (
            p int,
            kind tinyint,
            name text,
            priority int,
            at bigint,
            ord bigint,
            term bigint static,
            seq bigint static,
            commit_id bigint static,
            owner text static,
            next_sequence bigint static,
            next_entry bigint static,
            next_token bigint static,
            due_at bigint static,
            due_ord bigint static,
            chores_at bigint static,
            chores_ord bigint static,
            sequence bigint,
            spec blob,
            changes blob,
            payload blob,
            payload_seq bigint,
            result blob,
            result_seq bigint,
            job_id text,
            purpose tinyint,
            value blob,
            PRIMARY KEY ((p), kind, name, priority, at, ord)
        ) WITH compaction = {'class': 'LeveledCompactionStrategy', 'sstable_size_in_mb': 64}
            AND gc_grace_seconds = 86400
        """;

    // Payloads and results over 4 KiB, in pieces of at most 1 MiB, by the seq of the commit that names them; and the logs of jobs that
    // ended, by the seq of that commit, a piece for each attempt.
    private const string Payloads = """
        CREATE TABLE IF NOT EXISTS payloads (
            key text,
            part tinyint,
            seq bigint,
            piece int,
            value blob,
            PRIMARY KEY ((key), part, seq, piece)
        ) WITH compaction = {'class': 'LeveledCompactionStrategy'}
            AND gc_grace_seconds = 86400
        """;

    // Jobs that ended, each row with the TTL of its retention: files of a day are dropped as a whole. A job that was replayed and ended
    // again has another row with a higher seq; the first row of a job is the one that counts. Jobs submitted in one minute lie together,
    // because they are copied together: a mutation of many rows costs little more than one of one row.
    private const string History = """
        CREATE TABLE IF NOT EXISTS history (
            shard int,
            minute bigint,
            job_id text,
            seq bigint,
            sequence bigint,
            spec blob,
            changes blob,
            payload blob,
            payload_seq bigint,
            result blob,
            result_seq bigint,
            attempts frozen<list<blob>>,
            PRIMARY KEY ((shard, minute), job_id, seq)
        ) WITH CLUSTERING ORDER BY (job_id ASC, seq DESC)
            AND compaction = {'class': 'TimeWindowCompactionStrategy', 'compaction_window_unit': 'DAYS', 'compaction_window_size': 1}
            AND gc_grace_seconds = 86400
        """;

    // What lists walk along. A row that came back from the dead only costs a look at its job: tombstones need not be kept longer than hints.
    private const string JobIndex = """
        CREATE TABLE IF NOT EXISTS job_index (
            facet text,
            value text,
            bucket bigint,
            shard int,
            at bigint,
            job_id text,
            PRIMARY KEY ((facet, value, bucket, shard), at, job_id)
        ) WITH CLUSTERING ORDER BY (at DESC, job_id DESC)
            AND compaction = {'class': 'LeveledCompactionStrategy'}
            AND gc_grace_seconds = 10800
        """;

    // Which partitions of job_index exist, and from where on they have rows.
    private const string IndexBuckets = """
        CREATE TABLE IF NOT EXISTS index_buckets (
            facet text,
            value text,
            bucket bigint,
            shard int,
            touched_at bigint,
            from_at bigint,
            PRIMARY KEY ((facet, value), bucket, shard)
        ) WITH CLUSTERING ORDER BY (bucket DESC, shard ASC)
            AND gc_grace_seconds = 10800
        """;

    // One row per partition that ever had a queue: it changes whenever the partition's queues do, or its owner.
    private const string QueueMarks = "CREATE TABLE IF NOT EXISTS queue_marks (name text, p int, term bigint, seq bigint, PRIMARY KEY ((name), p))";

    private const string Checks = "CREATE TABLE IF NOT EXISTS checks (name text PRIMARY KEY, at bigint)";

    public static IReadOnlyList<SchemaStep> Steps { get; } = [new(1, [Live, Payloads, History, JobIndex, IndexBuckets, QueueMarks, Checks])];

    /// <summary>Of the tables as this program wants them.</summary>
    public static int Version => Steps[^1].Version;
}
