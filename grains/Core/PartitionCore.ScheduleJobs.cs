using JobScheduler.Grains.Core.Schedules;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <content>Schedules in memory, and which of their jobs are not terminal: a row of the schedule's partition for each.</content>
public sealed partial class PartitionCore
{
    /// <summary>Jobs of a schedule that are known from the start; also how many <see cref="OverlapPolicy.CancelRunning"/> cancels at once.</summary>
    public const int JobsPerSchedule = 100;

    private const int MostIdleSchedules = 1_024;
    private const int MostDueSchedules = 256;
    private const long MostIdleScheduleBytes = 16 * 1024 * 1024;
    private readonly Dictionary<string, ScheduleCell> _schedules = new(StringComparer.Ordinal);
    private readonly HashSet<string> _absentSchedules = new(StringComparer.Ordinal);
    private long _scheduleBytes;

    /// <summary>
    /// A job has ended or was replayed. The schedule hears of it in the same commit if its row and the job's are in memory here; else by a
    /// send row. While one is under way for the job, others follow it, so that they arrive in order.
    /// </summary>
    private void TellSchedule(JobRecord job, bool ended)
    {
        var id = job.Spec.ScheduleId!;
        var home = Routing.PartitionOf(id, _view.Partitions);
        if (home == _head.Partition && !_newsOfJob.ContainsKey(job.JobId))
        {
            if (_absentSchedules.Contains(id))
                return;
            if (_schedules.TryGetValue(id, out var cell) && cell.Knows(job.JobId))
            {
                JobChanged(cell, job.JobId, !ended);
                return;
            }
        }

        Send(new SendRecord(NextSend(), home, job.JobId, null, ended ? SentKind.Ended : SentKind.Revived, id));
    }

    private void JobChanged(ScheduleCell cell, string jobId, bool active)
    {
        if (cell.IsActive(jobId) == active)
            return;
        cell.Learn(jobId, active);
        _batch.Note(new ScheduleJobRecord(cell.Id, jobId), active);
        Update(cell, cell.Record with { Active = cell.Record.Active + (active ? 1 : -1) });
        if (cell.Record.Active == 0)
            Arrange(cell); // what waits for this is due now
    }

    private void AddMissingSchedule(CoreCommand command)
    {
        switch (command)
        {
            case CoreCommand.ChangeSchedule change:
                AddMissingSchedule(change.Command.Id, null);
                break;
            case CoreCommand.Deliver { Job: { Kind: SentKind.Ended or SentKind.Revived } sent }:
                AddMissingSchedule(sent.ScheduleId!, sent.JobId);
                break;
            default:
                var jobId = command is CoreCommand.Deliver { Job: { Kind: SentKind.Cancel } cancel } ? cancel.JobId : JobOf(command);
                if (jobId is not null && _cells.TryGetValue(jobId, out var cell) && cell.Record.Spec.ScheduleId is { } id && LiesHere(id))
                    AddMissingSchedule(id, jobId);
                break;
        }
    }

    private void AddMissingSchedule(string id, string? jobId)
    {
        if (!_schedules.TryGetValue(id, out var known))
        {
            if (!_absentSchedules.Contains(id))
                _missing.Schedules.Add(id);
        }
        else if (jobId is not null && !known.Knows(jobId))
        {
            _missing.ScheduleJobs.Add(new ScheduleJobRecord(id, jobId));
        }
    }

    private void SupplySchedules(LoadRequest request, LoadedRows rows)
    {
        foreach (var id in request.ScheduleIds)
        {
            if (_schedules.ContainsKey(id))
                continue;
            if (rows.Schedules.TryGetValue(id, out var loaded))
            {
                _schedules.Add(id, new ScheduleCell(loaded.Schedule, loaded.JobIds, loaded.JobIds.Count < request.JobsPerSchedule));
                _scheduleBytes += CommitRules.SizeOf(loaded.Schedule.Spec.Job);
            }
            else
            {
                _absentSchedules.Add(id);
            }
        }

        foreach (var job in request.ScheduleJobs)
        {
            if (_schedules.TryGetValue(job.ScheduleId, out var cell) && !cell.Knows(job.JobId))
                cell.Learn(job.JobId, rows.ScheduleJobs.Contains(job));
        }
    }

    /// <summary>Entries of the due index name schedules by id only: rows that nobody uses now can go.</summary>
    private void ForgetSchedules()
    {
        _absentSchedules.Clear();
        _deletedSchedules.Clear();
        if (_schedules.Count <= MostIdleSchedules && _scheduleBytes <= MostIdleScheduleBytes)
            return;
        _schedules.Clear();
        _scheduleBytes = 0;
    }

    private static string? KeyOf(LineEntry entry) => entry.Cell?.Record.Spec.ConcurrencyKey;
}
