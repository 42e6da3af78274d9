using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite.Native;

namespace JobScheduler.Stores.Sqlite;

/// <content>Schedules.</content>
internal sealed partial class RowWriters
{
    private readonly Statement _putSchedule = connection.Prepare("INSERT OR REPLACE INTO schedules (id, changes) VALUES (?1, ?2)");
    private readonly Statement _putDefinition = connection.Prepare(
        "INSERT OR REPLACE INTO definitions (id, created_at, spec, payload) VALUES (?1, ?2, ?3, ?4)");
    private readonly Statement _updateSchedule = connection.Prepare("UPDATE schedules SET changes = ?2 WHERE id = ?1");
    private readonly Statement _deleteSchedule = connection.Prepare("DELETE FROM schedules WHERE id = ?1");
    private readonly Statement _deleteDefinition = connection.Prepare("DELETE FROM definitions WHERE id = ?1");
    private readonly Statement _deleteDecisions = connection.Prepare("DELETE FROM decisions WHERE schedule_id = ?1");
    private readonly Statement _deleteScheduleJobs = connection.Prepare("DELETE FROM schedule_jobs WHERE schedule_id = ?1");
    private readonly Statement _putDecision = connection.Prepare("INSERT OR REPLACE INTO decisions (schedule_id, number, body) VALUES (?1, ?2, ?3)");
    private readonly Statement _deleteDecision = connection.Prepare("DELETE FROM decisions WHERE schedule_id = ?1 AND number = ?2");
    private readonly Statement _putScheduleJob = connection.Prepare(
        "INSERT INTO schedule_jobs (schedule_id, job_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
    private readonly Statement _deleteScheduleJob = connection.Prepare("DELETE FROM schedule_jobs WHERE schedule_id = ?1 AND job_id = ?2");

    private void ApplyToSchedule(Mutation mutation)
    {
        switch (mutation)
        {
            case PutSchedule { Schedule: var schedule }:
                Put(schedule);
                break;
            case UpdateSchedule { Schedule: var schedule }:
                RowCodec.WriteScheduleChanges(_blob, schedule);
                _updateSchedule.Bind(1, schedule.Id).Bind(2, _blob.Written).Run();
                if (Connection.Changes == 0)
                    throw new WriteConflictException($"schedule {schedule.Id} does not exist");
                break;
            case DeleteSchedule { ScheduleId: var id }:
                _deleteSchedule.Bind(1, id).Run();
                _deleteDefinition.Bind(1, id).Run();
                _deleteDecisions.Bind(1, id).Run();
                _deleteScheduleJobs.Bind(1, id).Run();
                break;
            case PutDecision put:
                RowCodec.WriteDecision(_blob, put.Decision);
                _putDecision.Bind(1, put.ScheduleId).Bind(2, put.Decision.Number).Bind(3, _blob.Written).Run();
                break;
            case DeleteDecision delete:
                _deleteDecision.Bind(1, delete.ScheduleId).Bind(2, delete.Number).Run();
                break;
            case PutScheduleJob { Job: var job }:
                _putScheduleJob.Bind(1, job.ScheduleId).Bind(2, job.JobId).Run();
                break;
            case DeleteScheduleJob { Job: var job }:
                _deleteScheduleJob.Bind(1, job.ScheduleId).Bind(2, job.JobId).Run();
                break;
            default:
                throw new WriteConflictException($"the SQLite store does not know the mutation {mutation.GetType().Name}");
        }
    }

    private void Put(ScheduleRecord schedule)
    {
        RowCodec.WriteDefinition(_blob, schedule.Spec);
        _putDefinition.Bind(1, schedule.Id).Bind(2, schedule.CreatedAt).Bind(3, _blob.Written).Bind(4, schedule.Spec.Job.Payload).Run();
        RowCodec.WriteScheduleChanges(_blob, schedule);
        _putSchedule.Bind(1, schedule.Id).Bind(2, _blob.Written).Run();
    }
}
