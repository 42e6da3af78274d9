using System.Globalization;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Native;

namespace JobScheduler.Stores.Sqlite.Backups;

/// <summary>
/// Whether the rows of a file agree with one another: counters with the jobs they count, places with their entries, claims with
/// running rows, keys with their jobs. One pass over the jobs with point reads, one over each of the other tables.
/// </summary>
internal sealed partial class RowAudit(RowReaders rows, int partitions, int version)
{
    private const int MostOfAKind = 5;
    private const int JobsPerLook = 4_096;
    private const string JobsSql = $"SELECT {RowReaders.ListColumns}, state, run_at, finished_at FROM jobs";
    private const string PayloadSql = "SELECT 1 FROM payloads WHERE submitted_at = ?1 AND job_id = ?2";
    private const string EntrySql = "SELECT job_id FROM entries WHERE partition = ?1 AND kind = ?2 AND name = ?3 AND priority = ?4 AND at = ?5 AND ord = ?6";
    private const string LineSql = "SELECT at, ord FROM lines WHERE partition = ?1 AND kind = ?2 AND name = ?3 AND priority = ?4";
    private const string RunningSql = "SELECT job_id FROM running WHERE partition = ?1 AND token = ?2";
    private const string KeySql = "SELECT job_id FROM idempotency WHERE partition = ?1 AND scope = ?2 AND key = ?3";
    private readonly Dictionary<(int Partition, StoredState State, string Queue, string Type), long> _counted = [];
    private readonly Dictionary<StoredState, long> _jobs = [];
    private readonly Dictionary<string, int> _kinds = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];
    private PartitionHead[] _heads = [];

    public IReadOnlyDictionary<StoredState, long> Jobs => _jobs;

    public IReadOnlyList<string> Problems =>
        [.. _problems, .. _kinds.Where(kind => kind.Value > MostOfAKind).Select(kind => $"And {kind.Value - MostOfAKind} more about {kind.Key}.")];

    public void Run(CancellationToken cancellationToken)
    {
        _heads = [.. Enumerable.Range(0, partitions).Select(Head)];
        var seen = 0;
        foreach (var job in Each(JobsSql, row => (Job: Read(row), State: (StoredState)row.Int32(5), RunAt: row.Int64(6), Finished: row.NullableInt64(7))))
        {
            if (++seen % JobsPerLook == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (job.State != job.Job.State || job.RunAt != job.Job.RunAt || (job.Job.FinishedAt is { } end && job.Finished != end))
                Add("columns", $"job {job.Job.JobId} is {job.Job.State} in its row and {job.State} in its columns");
            CheckJob(job.Job);
        }

        CheckCounters();
        cancellationToken.ThrowIfCancellationRequested();
        CheckTables();
        if (version > 1)
            CheckSchedules();
    }

    private void CheckJob(JobRecord job)
    {
        if (!JobIds.TryGetPartition(job.JobId, partitions, out var partition) || !JobIds.TryParse(job.JobId, out _, out var submittedAt) || submittedAt != job.SubmittedAt)
        {
            Add("ids", $"job {job.JobId} does not lie under the time in its id");
            return;
        }

        _jobs[job.State] = _jobs.GetValueOrDefault(job.State) + 1;
        var key = (partition, job.State, job.Spec.Queue, job.Spec.JobType);
        _counted[key] = _counted.GetValueOrDefault(key) + 1;
        var head = _heads[partition];
        if (job.Sequence >= head.NextSequence || job.Token >= head.NextToken)
            Add("numbers", $"job {job.JobId} has number {job.Sequence} and token {job.Token}, but its partition's next are {head.NextSequence} and {head.NextToken}");
        if (JobTransitions.IsWaiting(job))
            CheckPlace(job, partition);
        else if (job.Line is not null)
            Add("places", $"job {job.JobId} is {job.State} and has a place in {job.Line.Value.Kind} {job.Line.Value.Name}");
        if (job.State == StoredState.Claimed && Find(RunningSql, partition, job.Token) != job.JobId)
            Add("claims", $"job {job.JobId} is claimed under token {job.Token} and has no running row");
        if (job.Spec.IdempotencyKey is { } idempotency && !RetentionRules.WasSent(job)
            && Find(KeySql, partition, job.Spec.ConcurrencyKey ?? "", idempotency) != job.JobId)
            Add("idempotency keys", $"job {job.JobId} does not have its idempotency key {idempotency}");
    }

    private void CheckPlace(JobRecord job, int partition)
    {
        if (job.Line is not { } line || line.Kind == LineKind.Due != (job.State == StoredState.Waiting))
        {
            Add("places", $"job {job.JobId} is {job.State} and has no place that fits");
            return;
        }

        if (Find(EntrySql, partition, (int)line.Kind, line.Name, line.Priority, job.At.At, job.At.Order) != job.JobId)
            Add("places", $"job {job.JobId} waits, but its entry in {line.Kind} {line.Name} is gone");
        if (Watermark(partition, line) is not { } mark || job.At <= mark)
            Add("places", $"job {job.JobId} waits where nobody looks: its place in {line.Kind} {line.Name} is not behind the watermark");
    }

    private Position? Watermark(int partition, LineId line)
    {
        if (line.Kind == LineKind.Due)
            return _heads[partition].DueWatermark;
        var sql = rows.Get(LineSql).Bind(1, partition).Bind(2, (int)line.Kind).Bind(3, line.Name).Bind(4, line.Priority);
        return RowReaders.All(sql, row => (Position?)new Position(row.Int64(0), row.Int64(1))).FirstOrDefault();
    }

    private void CheckCounters()
    {
        var stored = Each(
            "SELECT partition, state, queue, job_type, count FROM counters",
            row => (Key: (row.Int32(0), (StoredState)row.Int32(1), row.Text(2), row.Text(3)), Count: row.Int64(4))).ToDictionary(row => row.Key, row => row.Count);
        foreach (var key in _counted.Keys.Union(stored.Keys))
        {
            var (have, should) = (stored.GetValueOrDefault(key), _counted.GetValueOrDefault(key));
            if (have != should)
                Add("counters", $"partition {key.Item1} counts {have} {key.Item2} jobs of type {key.Item4} in queue {key.Item3}, but {should} are there");
        }
    }

    /// <summary>A job as lists have it; that a large payload is there is seen on the way.</summary>
    private JobRecord Read(Statement row)
    {
        var spec = RowCodec.ReadSpec(row.Blob(3), null, out var length);
        var (submittedAt, id) = (row.Int64(0), row.Text(1));
        if (length > StoreLimits.InlinePayloadBytes && Find(PayloadSql, submittedAt, id) is null)
            Add("payloads", $"the payload of job {id} is gone");
        return RowCodec.ReadJob(row.Blob(4), new(id, row.Int64(2), submittedAt, spec));
    }

    private PartitionHead Head(int partition) => RowReaders.All(rows.Get(RowReaders.HeadSql).Bind(1, partition), RowReaders.ReadHead)[0];

    private IEnumerable<T> Each<T>(string sql, Func<Statement, T> read)
    {
        var row = rows.Get(sql);
        try
        {
            while (row.Step())
                yield return read(row);
        }
        finally
        {
            row.Reset();
        }
    }

    /// <summary>The first column of the one row, as text, or null.</summary>
    private string? Find(string sql, params object[] key)
    {
        var statement = rows.Get(sql);
        for (var i = 0; i < key.Length; i++)
        {
            if (key[i] is string text)
                statement.Bind(i + 1, text);
            else
                statement.Bind(i + 1, Convert.ToInt64(key[i], CultureInfo.InvariantCulture));
        }

        return RowReaders.All(statement, row => row.Text(0)).FirstOrDefault();
    }

    private void Add(string kind, string what)
    {
        var count = _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
        if (count <= MostOfAKind)
            _problems.Add(char.ToUpperInvariant(what[0]) + what[1..] + ".");
    }
}
