using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <content>Send rows: what this partition tells others, and what they tell it. Each is applied once, however often it arrives.</content>
public sealed partial class PartitionCore
{
    // Jobs with rows under way that tell their schedule about them, with how many; and jobs with one that cancels them.
    private readonly Dictionary<string, int> _newsOfJob = [];
    private readonly HashSet<string> _cancelsOfJob = [];

    private void AddSend(SendRecord row)
    {
        _sends.Add(row.Id, row);
        if (row.Kind is SentKind.Ended or SentKind.Revived)
            _newsOfJob[row.JobId] = _newsOfJob.GetValueOrDefault(row.JobId) + 1;
        else if (row.Kind == SentKind.Cancel)
            _cancelsOfJob.Add(row.JobId);
    }

    private void Send(SendRecord row)
    {
        AddSend(row);
        _batch.Add(new PutSend(row));
        _effects.Add(new Effect.Send(row));
    }

    private long NextSend()
    {
        var id = _nextEntry++;
        return id;
    }

    private CoreReply Delivered(long id)
    {
        if (_sends.Remove(id, out var row))
        {
            _batch.Add(new DeleteSend(id));
            if (row.Kind == SentKind.Cancel)
                _cancelsOfJob.Remove(row.JobId);
            else if (row.Kind is SentKind.Ended or SentKind.Revived && --_newsOfJob[row.JobId] == 0)
                _newsOfJob.Remove(row.JobId);
        }

        return new CoreReply(PartitionStatus.Done);
    }

    private CoreReply Deliver(SentJob sent)
    {
        // Once this is answered the sender forgets it: "nothing to do" must be true of the newest rows.
        _mustProve = true;
        switch (sent.Kind)
        {
            case SentKind.Job:
                return DeliverJob(sent);
            case SentKind.Cancel:
                if (_cells.TryGetValue(sent.JobId, out var cell))
                    Change(cell, new JobCommand { JobId = sent.JobId, Kind = JobCommandKind.Cancel });
                break;
            default:
                if (_schedules.TryGetValue(sent.ScheduleId!, out var schedule))
                    JobChanged(schedule, sent.JobId, active: sent.Kind == SentKind.Revived);
                break;
        }

        return new CoreReply(PartitionStatus.Done);
    }

    private CoreReply DeliverJob(SentJob sent)
    {
        if (_cells.ContainsKey(sent.JobId))
            return new CoreReply(PartitionStatus.Existing);
        if (!JobIds.TryParse(sent.JobId, out _, out var submittedAt))
            return new CoreReply(PartitionStatus.NotFound) { Detail = "Not a job id." };
        return new CoreReply(PartitionStatus.Done) { Job = Insert(sent.JobId, NextSequence(), submittedAt, sent.Spec!) };
    }

    private long NextSequence()
    {
        var sequence = _nextSequence++;
        return sequence;
    }

    /// <summary>The time of a submission: never backwards, whatever the clock does. Ids and lists are in this order.</summary>
    private long SubmitTime() => _lastSubmittedAt = Math.Max(_now, _lastSubmittedAt);
}
