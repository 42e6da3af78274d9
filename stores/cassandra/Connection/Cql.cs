using System.Reflection;

namespace JobScheduler.Stores.Cassandra.Connection;

/// <summary>All statements; the tables are in <see cref="Schema.CassandraSchema"/>.</summary>
internal static class Cql
{
    // --- live: the partition's own row. The anchor is the first row of every partition and always there: a condition on the static
    // columns makes Cassandra read up to the first row that lives, which must not lie behind the tombstones of jobs that are gone.

    public const string ReadHead =
        "SELECT kind, term, seq, owner, next_sequence, next_entry, next_token, due_at, due_ord, chores_at, chores_ord FROM live WHERE p = ? AND kind = -1 AND name = '' AND priority = 0 AND at = 0 AND ord = 0";

    public const string CreateHead =
        "UPDATE live SET term = 1, seq = 0, owner = ?, next_sequence = 1, next_entry = 1, next_token = 1, due_at = ?, due_ord = ?, chores_at = ?, chores_ord = ? WHERE p = ? IF term = null";

    public const string PutAnchor = "INSERT INTO live (p, kind, name, priority, at, ord) VALUES (?, -1, '', 0, 0, 0)";
    public const string RaiseTerm = "UPDATE live SET term = ?, owner = ? WHERE p = ? IF term = ?";

    public const string Fence =
        "UPDATE live SET seq = ?, commit_id = ?, owner = ?, next_sequence = ?, next_entry = ?, next_token = ?, due_at = ?, due_ord = ?, chores_at = ?, chores_ord = ? WHERE p = ? IF term = ? AND seq = ? AND commit_id != ?";

    // --- live: what commits write

    public const string PutJob =
        "INSERT INTO live (p, kind, name, priority, at, ord, sequence, spec, changes, payload, result, payload_seq, result_seq) VALUES (?, ?, ?, 0, 0, 0, ?, ?, ?, ?, ?, ?, ?)";

    public const string UpdateJob = "UPDATE live SET changes = ? WHERE p = ? AND kind = ? AND name = ? AND priority = 0 AND at = 0 AND ord = 0";
    public const string UpdateJobResult = "UPDATE live SET changes = ?, result_seq = ?, result = ? WHERE p = ? AND kind = ? AND name = ? AND priority = 0 AND at = 0 AND ord = 0";
    public const string UpdateJobResultSeq = "UPDATE live SET changes = ?, result_seq = ? WHERE p = ? AND kind = ? AND name = ? AND priority = 0 AND at = 0 AND ord = 0";
    public const string PutEntry = "INSERT INTO live (p, kind, name, priority, at, ord, job_id, purpose) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    public const string PutValue = "INSERT INTO live (p, kind, name, priority, at, ord, value) VALUES (?, ?, ?, ?, ?, 0, ?)";
    public const string PutNamed = "INSERT INTO live (p, kind, name, priority, at, ord, job_id, value) VALUES (?, ?, ?, 0, 0, 0, ?, ?)";
    public const string PutCounter = "INSERT INTO live (p, kind, name, priority, at, ord, sequence) VALUES (?, ?, ?, ?, 0, 0, ?)";
    public const string PutSend = "INSERT INTO live (p, kind, name, priority, at, ord, job_id, purpose, value, spec, payload, payload_seq) VALUES (?, ?, '', 0, ?, 0, ?, ?, ?, ?, ?, ?)";
    public const string PutSchedule = "INSERT INTO live (p, kind, name, priority, at, ord, changes) VALUES (?, ?, ?, 0, 0, 0, ?)";
    public const string PutDefinition = "INSERT INTO live (p, kind, name, priority, at, ord, sequence, spec, payload, payload_seq) VALUES (?, ?, ?, 0, 0, 0, ?, ?, ?, ?)";
    public const string PutChore = "INSERT INTO live (p, kind, name, priority, at, ord, purpose, job_id, spec, value) VALUES (?, ?, '', 0, ?, ?, ?, ?, ?, ?)";
    public const string DeleteRow = "DELETE FROM live WHERE p = ? AND kind = ? AND name = ? AND priority = ? AND at = ? AND ord = ?";
    public const string DeleteName = "DELETE FROM live WHERE p = ? AND kind = ? AND name = ?";
    public const string Trim = "DELETE FROM live WHERE p = ? AND kind = ? AND name = ? AND priority = ? AND (at, ord) <= (?, ?)";

    // --- live: what is read

    public const string ReadJobs =
        "SELECT name, sequence, spec, changes, payload_seq, result_seq, payload, result FROM live WHERE p = ? AND kind = ? AND name IN ? AND priority = 0 AND at = 0 AND ord = 0";

    public const string ReadJobsBrief =
        "SELECT name, sequence, spec, changes, payload_seq, result_seq FROM live WHERE p = ? AND kind = ? AND name IN ? AND priority = 0 AND at = 0 AND ord = 0";

    public const string ReadNames = "SELECT name FROM live WHERE p = ? AND kind = ? AND name IN ? AND priority = 0 AND at = 0 AND ord = 0";
    public const string ReadNamed = "SELECT name, job_id, value FROM live WHERE p = ? AND kind = ? AND name IN ? AND priority = 0 AND at = 0 AND ord = 0";
    public const string ReadNamedRange = "SELECT job_id FROM live WHERE p = ? AND kind = ? AND name >= ? AND name <= ?";
    public const string ReadSchedules = "SELECT kind, name, changes, sequence, spec, payload_seq, payload FROM live WHERE p = ? AND kind IN ? AND name IN ? AND priority = 0 AND at = 0 AND ord = 0";
    public const string ReadScheduleNames = "SELECT name FROM live WHERE p = ? AND kind = ? AND name > ? LIMIT ?";
    public const string ReadValues = "SELECT at, value FROM live WHERE p = ? AND kind = ? AND name = ? AND priority = 0";
    public const string ReadValue = "SELECT value FROM live WHERE p = ? AND kind = ? AND name = ? AND priority = 0 AND at = ? AND ord = 0";
    public const string ReadKind = "SELECT name, priority, value, sequence FROM live WHERE p = ? AND kind = ?";
    public const string ReadEntries =
        "SELECT at, ord, job_id, purpose FROM live WHERE p = ? AND kind = ? AND name = ? AND priority = ? AND (at, ord) > (?, ?) AND (at, ord) <= (?, ?) LIMIT ?";

    public const string ReadSends = "SELECT at, job_id, purpose, value, spec, payload, payload_seq FROM live WHERE p = ? AND kind = ? AND name = '' AND priority = 0 AND at IN ? AND ord = 0";
    public const string ReadDecisions =
        "SELECT value FROM live WHERE p = ? AND kind = ? AND name = ? AND priority = 0 AND at > ? AND at < ? ORDER BY kind DESC, name DESC, priority DESC, at DESC, ord DESC LIMIT ?";

    public const string ReadChores =
        "SELECT at, ord, purpose, job_id, spec, value FROM live WHERE p = ? AND kind = ? AND name = '' AND priority = 0 AND (at, ord) > (?, ?) LIMIT ?";

    // --- large payloads and results, in pieces

    public const string PutPiece = "INSERT INTO payloads (key, part, seq, piece, value) VALUES (?, ?, ?, ?, ?)";
    public const string ReadPieces = "SELECT value FROM payloads WHERE key = ? AND part = ? AND seq = ?";
    public const string ReadPieceNumbers = "SELECT seq, piece FROM payloads WHERE key = ? AND part = ?";
    public const string ReadPiece = "SELECT value FROM payloads WHERE key = ? AND part = ? AND seq = ? AND piece = ?";
    public const string DeletePieces = "DELETE FROM payloads WHERE key = ? AND part = ? AND seq <= ?";

    // --- history

    public const string PutHistory =
        "INSERT INTO history (shard, minute, job_id, seq, sequence, spec, changes, payload, result, payload_seq, result_seq, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TTL ?";

    public const string ReadHistory =
        "SELECT job_id, sequence, spec, changes, payload_seq, result_seq, payload, result, seq, attempts FROM history WHERE shard = ? AND minute = ? AND job_id IN ?";

    public const string ReadHistoryBrief = "SELECT job_id, sequence, spec, changes, payload_seq, result_seq, seq FROM history WHERE shard = ? AND minute = ? AND job_id IN ?";
    public const string DeleteHistory = "DELETE FROM history WHERE shard = ? AND minute = ? AND job_id = ? AND seq <= ?";

    // --- the index of lists

    public const string PutIndex = "INSERT INTO job_index (facet, value, bucket, shard, at, job_id) VALUES (?, ?, ?, ?, ?, ?)";
    public const string DeleteIndex = "DELETE FROM job_index WHERE facet = ? AND value = ? AND bucket = ? AND shard = ? AND at = ? AND job_id = ?";
    public const string IndexDown = "SELECT at, job_id FROM job_index WHERE facet = ? AND value = ? AND bucket = ? AND shard = ? AND (at, job_id) < (?, ?) AND (at) >= (?) LIMIT ?";
    public const string IndexUp =
        "SELECT at, job_id FROM job_index WHERE facet = ? AND value = ? AND bucket = ? AND shard = ? AND (at, job_id) > (?, ?) AND (at) <= (?) ORDER BY at ASC, job_id ASC LIMIT ?";

    public const string TouchBucket = "INSERT INTO index_buckets (facet, value, bucket, shard, touched_at, from_at) VALUES (?, ?, ?, ?, ?, ?)";
    public const string BucketsDown =
        "SELECT bucket, shard, touched_at, from_at, writetime(touched_at) FROM index_buckets WHERE facet = ? AND value = ? AND bucket <= ? AND bucket >= ?";

    public const string BucketsUp =
        "SELECT bucket, shard, touched_at, from_at, writetime(touched_at) FROM index_buckets WHERE facet = ? AND value = ? AND bucket <= ? AND bucket >= ? ORDER BY bucket ASC";

    public const string MoveBucket = "UPDATE index_buckets USING TIMESTAMP ? SET from_at = ? WHERE facet = ? AND value = ? AND bucket = ? AND shard = ?";
    public const string DropBucket = "DELETE FROM index_buckets USING TIMESTAMP ? WHERE facet = ? AND value = ? AND bucket = ? AND shard = ?";

    // --- which partitions' queues have changed

    public const string PutQueueMark = "INSERT INTO queue_marks (name, p, term, seq) VALUES ('queues', ?, ?, ?)";
    public const string ReadQueueMarks = "SELECT p, term, seq FROM queue_marks WHERE name = 'queues'";

    public const string Check = "INSERT INTO checks (name, at) VALUES ('store', ?)";

    /// <summary>Every statement here.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. typeof(Cql).GetFields(BindingFlags.Public | BindingFlags.Static).Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!)];
}
