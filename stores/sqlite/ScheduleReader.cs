using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Native;

namespace JobScheduler.Stores.Sqlite;

/// <summary>How schedules, their decisions and their jobs are read.</summary>
internal static class ScheduleReader
{
    public const string ScheduleSql =
        "SELECT s.id, s.changes, d.created_at, d.spec, d.payload FROM schedules s JOIN definitions d ON d.id = s.id WHERE s.id = ?1";

    public const string ListSql =
        "SELECT s.id, s.changes, d.created_at, d.spec, d.payload FROM schedules s JOIN definitions d ON d.id = s.id WHERE s.id > ?1 ORDER BY s.id LIMIT ?2";

    public const string JobsSql = "SELECT job_id FROM schedule_jobs WHERE schedule_id = ?1 ORDER BY job_id LIMIT ?2";
    public const string JobSql = "SELECT 1 FROM schedule_jobs WHERE schedule_id = ?1 AND job_id = ?2";
    public const string DecisionsSql = "SELECT body FROM decisions WHERE schedule_id = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3";

    public static ScheduleRecord? Find(RowReaders rows, string id) =>
        RowReaders.All(rows.Get(ScheduleSql).Bind(1, id), Read) is [var schedule] ? schedule : null;

    /// <summary>A schedule with its first jobs, or null.</summary>
    public static LoadedSchedule? Load(RowReaders rows, string id, int jobs) => Find(rows, id) is { } schedule
        ? new(schedule, RowReaders.All(rows.Get(JobsSql).Bind(1, id).Bind(2, jobs), row => row.Text(0)))
        : null;

    public static bool Has(RowReaders rows, ScheduleJobRecord job) =>
        RowReaders.All(rows.Get(JobSql).Bind(1, job.ScheduleId).Bind(2, job.JobId), _ => true).Count > 0;

    // No schedule has an empty id, so all of them come after it.
    public static List<ScheduleRecord> List(RowReaders rows, int limit, string? after) =>
        RowReaders.All(rows.Get(ListSql).Bind(1, after ?? "").Bind(2, limit), Read);

    public static List<StoredDecision> Decisions(RowReaders rows, string id, int limit, long? before) =>
        RowReaders.All(
            rows.Get(DecisionsSql).Bind(1, id).Bind(2, before ?? long.MaxValue).Bind(3, limit),
            row =>
            {
                var decision = RowCodec.ReadDecision(row.Blob(0));
                return new StoredDecision(decision, decision.JobId is { } job ? rows.FindJob(job, JobDetail.List) : null);
            });

    private static ScheduleRecord Read(Statement row) => RowCodec.ReadScheduleChanges(
        row.Blob(1),
        new() { Id = row.Text(0), CreatedAt = row.Int64(2), Spec = RowCodec.ReadDefinition(row.Blob(3), row.Json(4)) });
}
