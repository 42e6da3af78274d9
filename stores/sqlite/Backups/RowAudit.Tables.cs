using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Sqlite.Backups;

/// <content>The tables beside the jobs: nothing in them is without the row it belongs to.</content>
internal sealed partial class RowAudit
{
    private const string OrphanPayloadsSql =
        "SELECT job_id FROM payloads p WHERE NOT EXISTS (SELECT 1 FROM jobs j WHERE j.submitted_at = p.submitted_at AND j.job_id = p.job_id)";

    private const string OrphanAttemptsSql =
        "SELECT DISTINCT job_id FROM attempts a WHERE NOT EXISTS (SELECT 1 FROM jobs j WHERE j.submitted_at = a.submitted_at AND j.job_id = a.job_id)";

    private const string OrphanLogsSql =
        "SELECT DISTINCT job_id FROM attempt_logs l WHERE NOT EXISTS (SELECT 1 FROM jobs j WHERE j.submitted_at = l.submitted_at AND j.job_id = l.job_id)";

    private void CheckTables()
    {
        foreach (var (partition, token, jobId) in Each("SELECT partition, token, job_id FROM running", row => (row.Int32(0), row.Int64(1), row.Text(2))))
        {
            if (Job(jobId) is not { State: StoredState.Claimed } job || job.Token != token)
                Add("claims", $"partition {partition} has a running row of job {jobId} under token {token}, but the job is not claimed under it");
        }

        foreach (var (key, jobId) in Each("SELECT key, job_id FROM idempotency", row => (row.Text(0), row.Text(1))))
        {
            if (Job(jobId) is not { } job || job.Spec.IdempotencyKey != key)
                Add("idempotency keys", $"the idempotency key {key} belongs to job {jobId}, which is gone or has another");
        }

        foreach (var (name, holder) in Each("SELECT name, holder FROM lines WHERE holder IS NOT NULL", row => (row.Text(0), row.Text(1))))
        {
            if (Job(holder) is not { } job || JobTransitions.IsTerminal(job) || job.Spec.ConcurrencyKey != name)
                Add("concurrency keys", $"the concurrency key {name} is held by job {holder}, which is gone, has ended or has another key");
        }

        foreach (var id in Each(OrphanPayloadsSql, row => row.Text(0)))
            Add("payloads", $"there is a payload of job {id}, which is gone");
        foreach (var id in Each(OrphanAttemptsSql, row => row.Text(0)))
            Add("attempts", $"there are attempts of job {id}, which is gone");
        CheckLogs();
        foreach (var (id, partition, target) in Each("SELECT id, partition, target FROM sends", row => (row.Int64(0), row.Int32(1), row.Int32(2))))
        {
            if (target < 0 || target >= partitions || id >= _heads[partition].NextEntry)
                Add("send rows", $"send row {id} of partition {partition} goes to partition {target}, and the next number is {_heads[partition].NextEntry}");
        }
    }

    private void CheckLogs()
    {
        if (version < 4)
            return;
        foreach (var id in Each(OrphanLogsSql, row => row.Text(0)))
            Add("logs", $"there are logs of attempts of job {id}, which is gone");
    }

    private void CheckSchedules()
    {
        var sent = Each("SELECT job_id FROM sends", row => row.Text(0)).ToHashSet(StringComparer.Ordinal);
        var active = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (schedule, jobId) in Each("SELECT schedule_id, job_id FROM schedule_jobs", row => (row.Text(0), row.Text(1))))
        {
            active[schedule] = active.GetValueOrDefault(schedule) + 1;
            if (!sent.Contains(jobId) && (Job(jobId) is not { } job || JobTransitions.IsTerminal(job)))
                Add("schedules", $"schedule {schedule} counts job {jobId}, which is gone or has ended, and no message about it is on its way");
        }

        foreach (var id in Each("SELECT id FROM schedules", row => row.Text(0)).ToList())
        {
            if (ScheduleReader.Find(rows, id) is not { } schedule)
                Add("schedules", $"schedule {id} has no definition");
            else if (schedule.Active != active.GetValueOrDefault(id))
                Add("schedules", $"schedule {id} counts {schedule.Active} jobs, but has {active.GetValueOrDefault(id)}");
            active.Remove(id);
        }

        foreach (var id in active.Keys)
            Add("schedules", $"there are jobs of schedule {id}, which is gone");
    }

    private JobRecord? Job(string jobId) => rows.FindJob(jobId, JobDetail.List);
}
