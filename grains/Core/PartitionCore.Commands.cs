using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <content>What callers and attempts want. All rows a command needs are in memory when it is decided, see <see cref="Missing"/>.</content>
public sealed partial class PartitionCore
{
    /// <summary>Decides a command.</summary>
    /// <param name="command">The command.</param>
    public CoreReply Decide(CoreCommand command) => command switch
    {
        CoreCommand.Submit submit => Submit(submit.Spec, submit.Hash),
        CoreCommand.Probe probe => Known(probe.Spec) ?? new CoreReply(PartitionStatus.Done),
        CoreCommand.Change change => _cells.TryGetValue(change.Command.JobId, out var cell) ? Change(cell, change.Command) : NoJob,
        CoreCommand.Report report => _cells.TryGetValue(report.Attempt.JobId, out var cell) ? Report(cell, report.Attempt, report.Draw) : NoJob,
        CoreCommand.Lost lost => _cells.TryGetValue(lost.JobId, out var cell) ? Lost(cell, lost.Token, lost.Draw) : NoJob,
        CoreCommand.Progress progress => _cells.TryGetValue(progress.JobId, out var cell) ? Progress(cell, progress) : NoJob,
        CoreCommand.SetQueue queue => SetQueue(queue.Command),
        CoreCommand.Deliver deliver => Deliver(deliver.Job),
        CoreCommand.ChangeSchedule change => Change(change.Command),
        CoreCommand.Trim trim => Trim(trim.JobId),
        CoreCommand.Delivered delivered => Delivered(delivered.Id),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "not a command"),
    };

    private static readonly CoreReply NoJob = new(PartitionStatus.NotFound) { Report = ReportAnswer.Stale };
    private static readonly CoreReply Accepted = new(PartitionStatus.Done) { Report = ReportAnswer.Accepted };
    private static readonly CoreReply Stale = new(PartitionStatus.Done) { Report = ReportAnswer.Stale };

    /// <summary>The job that has the submission's idempotency key, or null if the key is free.</summary>
    private CoreReply? Known(JobSpec spec)
    {
        if (spec.IdempotencyKey is null || !_idempotency.TryGetValue(Scope(spec), out var known))
            return null;
        var job = _cells.GetValueOrDefault(known.JobId);
        return known.RequestHash == spec.RequestHash
            ? new CoreReply(PartitionStatus.Existing) { Job = job }
            : new CoreReply(PartitionStatus.IdempotencyConflict) { Job = job, Detail = $"The idempotency key belongs to job {known.JobId}, whose request is different." };
    }

    private CoreReply Submit(JobSpec spec, ushort hash)
    {
        if (Known(spec) is { } known)
            return known;
        var (sequence, at) = (NextSequence(), SubmitTime());
        var cell = Insert(JobIds.Create(hash, at, sequence), sequence, at, spec);
        if (spec.IdempotencyKey is { } key)
        {
            var record = new IdempotencyRecord(spec.ConcurrencyKey ?? "", key, cell.Record.JobId, spec.RequestHash);
            _idempotency[Scope(spec)] = record;
            _batch.Put(record);
        }

        return new CoreReply(PartitionStatus.Done) { Job = cell };
    }

    private JobCell Insert(string jobId, long sequence, long submittedAt, JobSpec spec)
    {
        var runAt = spec.RunAt ?? _now + (spec.DelayMs ?? 0);
        var isExpired = spec.ExpiresAt <= _now;
        // What is due and waits for nobody is made where it waits, not moved there.
        var line = runAt <= _now && spec.ConcurrencyKey is null && !isExpired ? ReadyLine(spec, spec.Priority) : null;
        var cell = new JobCell(
            new JobRecord
            {
                JobId = jobId,
                Sequence = sequence,
                SubmittedAt = submittedAt,
                Spec = spec,
                State = line is null ? StoredState.Waiting : StoredState.Lined,
                Line = line?.Id,
                At = line is null ? default : new Position(runAt, sequence),
                Priority = spec.Priority,
                RunAt = runAt,
                Wait = WaitingReason.NotDue,
                UpdatedAt = _now,
            },
            stored: null);
        _cells.Add(jobId, cell);
        _used.Add(cell);
        _batch.Touch(cell);
        _batch.Count(cell.Record.State, spec);
        if (isExpired)
        {
            Expire(cell);
            return cell;
        }

        if (spec.ExpiresAt is { } expiresAt)
            PutEntry(cell, _due, DuePosition(expiresAt), EntryKind.Expire);
        if (line is null)
            Schedule(cell);
        else
            PutEntry(cell, line, cell.Record.At, EntryKind.Run);
        return cell;
    }

    /// <summary>A waiting job without a place goes where its time says.</summary>
    private void Schedule(JobCell cell)
    {
        if (cell.Record.RunAt <= _now)
        {
            MakeDue(cell);
        }
        else
        {
            if (cell.Record.State == StoredState.Lined)
                Set(cell, cell.Record with { State = StoredState.Waiting, Wait = WaitingReason.NotDue });
            PlaceDue(cell);
        }
    }

    private CoreReply Change(JobCell cell, JobCommand command)
    {
        var before = cell.Record;
        if (command.Kind == JobCommandKind.Replay && before.State != StoredState.Failed)
            return new CoreReply(PartitionStatus.StateConflict) { Job = cell, Detail = "The job is not a dead letter." };
        JobChange change = command.Kind switch
        {
            JobCommandKind.Cancel => new JobChange.Cancel(command.Reason),
            JobCommandKind.RunNow => new JobChange.RunNow(),
            JobCommandKind.Retry or JobCommandKind.Replay => new JobChange.Replay(),
            JobCommandKind.Discard => new JobChange.Discard(command.Reason),
            JobCommandKind.Move => new JobChange.Move(command.RunAt ?? _now + command.DelayMs, command.Priority),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.Kind, "not a change"),
        };
        var after = JobTransitions.Apply(before, change, _now);
        if (!after.Allowed)
            return new CoreReply(PartitionStatus.StateConflict) { Job = cell, Detail = after.Refusal };
        if (!ReferenceEquals(after.Job, before))
            Carry(cell, after.Job);
        else if (command.MustChange)
            return new CoreReply(PartitionStatus.StateConflict) { Job = cell, Detail = "The job is as it was to become." };
        return new CoreReply(PartitionStatus.Done) { Job = cell };
    }

    /// <summary>Carries out a caller's change: the job's line and key follow its state.</summary>
    private void Carry(JobCell cell, JobRecord after)
    {
        if (after.State == StoredState.Claimed)
        {
            Set(cell, after);
            _effects.Add(new Effect.Stop(after.JobId, after.Token, after.Newest!.Node));
        }
        else if (JobTransitions.IsTerminal(after))
        {
            Finish(cell, after);
        }
        else if (cell.Record.State == StoredState.Waiting && after.State == StoredState.Waiting && after.RunAt == cell.Record.RunAt)
        {
            // Only the priority changes: the entry of the due index stays valid.
            Set(cell, after with { Line = cell.Record.Line, At = cell.Record.At });
        }
        else
        {
            Unplace(cell);
            Set(cell, after);
            LeaveKey(cell);
            Schedule(cell);
        }
    }

    private CoreReply Report(JobCell cell, AttemptReport report, double draw)
    {
        var job = cell.Record;
        if (job.Token != report.Token || job.State != StoredState.Claimed)
            return Reported(WasAccepted(job, report) ? ReportAnswer.Accepted : ReportAnswer.Stale);
        if (report.Kind == ReportKind.NotBegun)
            return TakeBack(cell);
        var hasLog = TryKeepLog(job, report);
        End(cell, new AttemptEnd(KindOf(report.Kind), report.StartedAt, draw)
        {
            Result = report.Result,
            Error = report.Error,
            AfterMs = report.AfterMs,
            Until = report.Until,
            ProgressPercent = report.ProgressPercent,
            Message = report.Message,
            HasLog = hasLog,
        });
        return Reported(ReportAnswer.Accepted);
    }

    /// <summary>The outcome goes with its log into one commit, unless a result beside it leaves no room for more than itself.</summary>
    private bool TryKeepLog(JobRecord job, AttemptReport report)
    {
        if (report.Log is not { } log || SizeOf(report) > StoreLimits.CommitBytes - BytesOfOneStep)
            return false;
        _batch.Add(new PutAttemptLog(job.JobId, job.Attempt, log));
        return true;
    }

    /// <summary>A repeat of a report whose answer was lost; what was declared lost is not one.</summary>
    private static bool WasAccepted(JobRecord job, AttemptReport report) => report.Kind == ReportKind.NotBegun
        ? job.Token == report.Token && job.Newest is null
        : job.Newest is { EndedAt: not null } ended && ended.Token == report.Token && ended.Outcome != AttemptOutcome.Lost;

    private CoreReply Lost(JobCell cell, long token, double draw)
    {
        if (cell.Record.Token != token || cell.Record.State != StoredState.Claimed)
            return Reported(ReportAnswer.Stale);
        End(cell, new AttemptEnd(AttemptEndKind.Lost, null, draw));
        return Reported(ReportAnswer.Accepted);
    }

    private void End(JobCell cell, AttemptEnd end)
    {
        var after = JobTransitions.Apply(cell.Record, new JobChange.End(end), _now).Job;
        EndRun(cell.Record.Token);
        Set(cell, after);
        // Kept as it is now: the job may be claimed again in this very batch.
        if (after.Newest!.Outcome is AttemptOutcome.Retry or AttemptOutcome.Failed or AttemptOutcome.TimedOut or AttemptOutcome.Lost)
            _effects.Add(new Effect.AttemptFailed(after));
        _effects.Add(new Effect.AttemptEnded(after));
        LeaveKey(cell);
        if (after.State == StoredState.Lined)
            MakeDue(cell);
        else if (after.State == StoredState.Waiting)
            Schedule(cell); // a retry without delay, or a snooze into the past, is due in this very commit
    }

    private CoreReply TakeBack(JobCell cell)
    {
        var after = JobTransitions.Apply(cell.Record, new JobChange.TakeBack(), _now).Job;
        EndRun(cell.Record.Token);
        Set(cell, after);
        LeaveKey(cell); // an earlier one may have come meanwhile
        if (!JobTransitions.IsTerminal(after))
            MakeDue(cell);
        return Reported(ReportAnswer.Accepted);
    }

    private CoreReply Progress(JobCell cell, CoreCommand.Progress progress)
    {
        if (cell.Record.Token != progress.Token || cell.Record.State != StoredState.Claimed)
            return Reported(ReportAnswer.Stale);
        Set(cell, JobTransitions.Apply(cell.Record, new JobChange.Progress(progress.Percent, progress.Text), _now).Job);
        return Reported(ReportAnswer.Accepted);
    }

    private CoreReply SetQueue(QueueCommand command)
    {
        var before = _queues.GetValueOrDefault(command.Queue);
        var after = new QueueRecord(
            command.Queue, command.Paused, command.Paused ? command.Note : null, command.Paused ? command.By : null, _now, (before?.Version ?? 0) + 1);
        _queues[command.Queue] = after;
        _batch.PutQueue(after);
        _effects.Add(new Effect.QueueChanged(after));
        return new CoreReply(PartitionStatus.Done) { Queue = after };
    }

    private static CoreReply Reported(ReportAnswer answer) => answer == ReportAnswer.Accepted ? Accepted : Stale;

    private static (string, string) Scope(JobSpec spec) => (spec.ConcurrencyKey ?? "", spec.IdempotencyKey!);

    private static AttemptEndKind KindOf(ReportKind kind) => kind switch
    {
        ReportKind.Completed => AttemptEndKind.Completed,
        ReportKind.Retry => AttemptEndKind.Retry,
        ReportKind.Snooze => AttemptEndKind.Snooze,
        ReportKind.Fail => AttemptEndKind.Fail,
        ReportKind.Cancelled => AttemptEndKind.Cancelled,
        ReportKind.TimedOut => AttemptEndKind.TimedOut,
        ReportKind.Released => AttemptEndKind.Released,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not an end"),
    };
}
