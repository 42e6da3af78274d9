using System.Runtime.InteropServices;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Native;

namespace JobScheduler.Stores.Sqlite;

/// <summary>How much of a job is read.</summary>
internal enum JobDetail
{
    /// <summary>Everything.</summary>
    Whole,

    /// <summary>Without a large payload, and then without the result too.</summary>
    Page,

    /// <summary>Without payload and result.</summary>
    List,
}

/// <summary>One reader's connection with its statements, and how rows become records. Used by one thread at a time.</summary>
internal sealed class RowReaders(Connection connection) : IDisposable
{
    // A page of that many is a large one; a caller may ask for any number.
    private const int MostReserved = 256;

    public const string HeadSql =
        "SELECT partition, term, seq, owner, next_sequence, next_entry, next_token, due_at, due_ord FROM partitions WHERE partition = ?1";

    /// <summary>The columns <see cref="ReadJob"/> expects for lists; more may follow them.</summary>
    public const string ListColumns = "submitted_at, job_id, sequence, spec, changes";

    private const string JobSql = $"SELECT {ListColumns}, payload, result FROM jobs WHERE submitted_at = ?1 AND job_id = ?2";
    private const string ListJobSql = $"SELECT {ListColumns} FROM jobs WHERE submitted_at = ?1 AND job_id = ?2";
    private const string PayloadSql = "SELECT payload FROM payloads WHERE submitted_at = ?1 AND job_id = ?2";

    private const string EntriesSql =
        """
        SELECT at, ord, job_id, purpose FROM entries
        WHERE partition = ?1 AND kind = ?2 AND name = ?3 AND priority = ?4 AND (at, ord) > (?5, ?6) AND at <= ?7
        ORDER BY at, ord LIMIT ?8
        """;

    private readonly RowTexts _texts = new();
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    /// <summary>Runs a read that sees one moment of the store.</summary>
    public T InTransaction<T>(Func<RowReaders, T> read)
    {
        Get("BEGIN").Run();
        try
        {
            return read(this);
        }
        finally
        {
            Get("COMMIT").Run();
        }
    }

    /// <summary>A statement, prepared at its first use.</summary>
    public Statement Get(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements.Add(sql, statement = connection.Prepare(sql));
        return statement;
    }

    /// <summary>All rows of a statement whose parameters are bound.</summary>
    public static List<T> All<T>(Statement statement, Func<Statement, T> read)
    {
        var rows = new List<T>();
        try
        {
            while (statement.Step())
                rows.Add(read(statement));
        }
        finally
        {
            statement.Reset();
        }

        return rows;
    }

    public static PartitionHead ReadHead(Statement row) => new()
    {
        Partition = row.Int32(0),
        Term = row.Int64(1),
        Seq = row.Int64(2),
        Owner = row.Text(3),
        NextSequence = row.Int64(4),
        NextEntry = row.Int64(5),
        NextToken = row.Int64(6),
        DueWatermark = new(row.Int64(7), row.Int64(8)),
    };

    /// <summary>A job by its id, or null.</summary>
    public JobRecord? FindJob(string jobId, JobDetail detail)
    {
        if (!JobIds.TryParse(jobId, out _, out var submittedAt))
            return null;
        var row = Get(detail == JobDetail.List ? ListJobSql : JobSql).Bind(1, submittedAt).Bind(2, jobId);
        try
        {
            return row.Step() ? ReadJob(row, detail, jobId) : null;
        }
        finally
        {
            row.Reset();
        }
    }

    /// <summary>Entries of a line with their jobs.</summary>
    public EntryPage ReadEntries(int partition, LineId line, Position after, long upTo, int limit)
    {
        var sql = Get(EntriesSql).Bind(1, partition).Bind(2, (int)line.Kind).Bind(3, line.Name).Bind(4, line.Priority)
            .Bind(5, after.At).Bind(6, after.Order).Bind(7, upTo).Bind(8, (long)limit + 1);
        var page = new List<(EntryRecord Entry, JobRecord? Job)>(Math.Min(limit, MostReserved));
        var end = true;
        try
        {
            while (end && sql.Step())
            {
                end = page.Count < limit;
                if (end)
                    page.Add((new(line, new(sql.Int64(0), sql.Int64(1)), sql.Text(2), (EntryKind)sql.Int32(3)), null));
            }
        }
        finally
        {
            sql.Reset();
        }

        foreach (ref var each in CollectionsMarshal.AsSpan(page))
        {
            if (each.Entry.Kind != EntryKind.Fire)
                each.Job = FindJob(each.Entry.JobId, JobDetail.Page);
        }

        return new(page, end);
    }

    /// <summary>Reads a job of <see cref="ListColumns"/> (then payload and result, unless <see cref="JobDetail.List"/>).</summary>
    /// <param name="row">The row.</param>
    /// <param name="detail">How much of it.</param>
    /// <param name="knownId">The job's id, if the caller has it.</param>
    public JobRecord ReadJob(Statement row, JobDetail detail, string? knownId = null)
    {
        var id = knownId ?? row.Text(1);
        var submittedAt = row.Int64(0);
        var spec = RowCodec.ReadSpec(row.Blob(3), detail == JobDetail.List ? null : row.Json(5), out var length, _texts);
        var apart = length > StoreLimits.InlinePayloadBytes;
        if (apart && detail == JobDetail.Whole)
            spec = spec with { Payload = FindPayload(submittedAt, id) };
        var omitted = detail == JobDetail.List ? length > 0 : apart && detail == JobDetail.Page;
        var result = detail == JobDetail.List || omitted ? null : row.Json(6);
        return RowCodec.ReadJob(row.Blob(4), new(id, row.Int64(2), submittedAt, spec, result, omitted), _texts);
    }

    public void Dispose() => connection.Dispose();

    private RawJson FindPayload(long submittedAt, string id)
    {
        var row = Get(PayloadSql).Bind(1, submittedAt).Bind(2, id);
        try
        {
            return row.Step() ? row.Json(0)! : throw new InvalidDataException($"The payload of job {id} is gone.");
        }
        finally
        {
            row.Reset();
        }
    }
}
