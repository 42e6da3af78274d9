using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <content>Send rows: what this partition tells others, and what they tell it. Each is applied once, however often it arrives.</content>
public sealed partial class PartitionCore
{
    private readonly Dictionary<string, int> _sendsOfJob = [];

    private void AddSend(SendRecord row)
    {
        _sends.Add(row.Id, row);
        _sendsOfJob[row.JobId] = _sendsOfJob.GetValueOrDefault(row.JobId) + 1;
    }

    private void Send(SendRecord row)
    {
        AddSend(row);
        _batch.Add(new PutSend(row));
        _effects.Add(new Effect.Send(row));
    }

    private long NextSend()
    {
        var id = _head.NextEntry;
        _head = _head with { NextEntry = id + 1 };
        return id;
    }

    private CoreReply Delivered(long id)
    {
        if (_sends.Remove(id, out var row))
        {
            _batch.Add(new DeleteSend(id));
            if (--_sendsOfJob[row.JobId] == 0)
                _sendsOfJob.Remove(row.JobId);
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
        var sequence = _head.NextSequence;
        _head = _head with { NextSequence = sequence + 1 };
        return sequence;
    }

    /// <summary>The time of a submission: never backwards, whatever the clock does. Ids and lists are in this order.</summary>
    private long SubmitTime() => _lastSubmittedAt = Math.Max(_now, _lastSubmittedAt);
}
