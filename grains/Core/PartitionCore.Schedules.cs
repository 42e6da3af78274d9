using JobScheduler.Grains.Core.Schedules;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Core;

/// <content>What callers want of schedules.</content>
public sealed partial class PartitionCore
{
    /// <summary>Most occurrences of one backfill.</summary>
    public const int MostBackfilled = 10_000;

    private readonly HashSet<string> _deletedSchedules = [];

    /// <summary>
    /// Whether a command can be decided in this batch: there is room, see <see cref="HasRoomFor"/>, and it need not wait. One that changes when a schedule fires waits until all that is due by its present
    /// definition is decided: the occurrence that is due at that very moment is neither lost nor doubled.
    /// </summary>
    /// <param name="command">A command whose rows are loaded.</param>
    public bool IsReadyFor(CoreCommand command)
    {
        if (!HasRoomFor(command))
            return false;
        if (command is not CoreCommand.ChangeSchedule { Command: var change })
            return true;
        if (_deletedSchedules.Contains(change.Id))
            return false; // it begins anew in the next batch, when the rows of the old one are gone
        if (!_schedules.TryGetValue(change.Id, out var cell))
            return true;
        switch (change.Kind)
        {
            case ScheduleCommandKind.Put or ScheduleCommandKind.Pause:
                Decide(cell);
                return !IsDue(cell);
            case ScheduleCommandKind.Trigger:
                return HasRoomToMake(cell) && CanMake(cell);
            default:
                return true;
        }
    }

    private CoreReply Change(ScheduleCommand command)
    {
        _mustProve = true; // "done already" and "there is none" too
        var cell = _schedules.GetValueOrDefault(command.Id);
        var answer = command.Kind switch
        {
            ScheduleCommandKind.Create when cell is not null => Refused(PartitionStatus.AlreadyExists, "A schedule of this id exists already."),
            ScheduleCommandKind.Create => Create(command),
            ScheduleCommandKind.Put => Put(cell, command),
            _ when cell is null => Refused(PartitionStatus.NotFound, "There is no such schedule."),
            ScheduleCommandKind.Delete => Delete(cell, command),
            ScheduleCommandKind.Pause => Pause(cell, command),
            ScheduleCommandKind.Resume => Resume(cell),
            ScheduleCommandKind.Trigger => Trigger(cell, command),
            ScheduleCommandKind.Backfill => Backfill(cell, command),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.Kind, "not a change of a schedule"),
        };
        return new CoreReply(answer.Status) { Schedule = answer, Detail = answer.Detail };
    }

    private ScheduleAnswer Create(ScheduleCommand command)
    {
        var record = new ScheduleRecord
        {
            Id = command.Id,
            Spec = command.Spec!,
            CreatedAt = _now,
            UpdatedAt = _now,
            Paused = command.Paused,
            Note = command.Paused ? command.Note : null,
            PausedBy = command.Paused ? command.By : null,
            PausedAt = command.Paused ? _now : null,
            DecidedThrough = _now,
        };
        var cell = new ScheduleCell(record, [], allJobs: true);
        _schedules[command.Id] = cell;
        _absentSchedules.Remove(command.Id);
        _batch.TouchDefinition(cell);
        Restart(cell);
        return Shown(cell) with { Created = true };
    }

    private ScheduleAnswer Put(ScheduleCell? cell, ScheduleCommand command)
    {
        if (cell is null)
            return command.IfVersion is null ? Create(command) : Refused(PartitionStatus.PreconditionFailed, "There is no such schedule.");
        if (command.IfAbsent)
            return Refused(PartitionStatus.PreconditionFailed, "The schedule exists.");
        if (IsOtherVersion(cell, command) is { } refused)
            return refused;
        if (cell.Record.Spec.DefinitionHash == command.Spec!.DefinitionHash)
            return Shown(cell) with { Status = PartitionStatus.Existing };
        if (cell.Record.Paused)
            SkipPaused(cell); // by the definition that was in force
        _batch.TouchDefinition(cell);
        Update(cell, cell.Record with { Spec = command.Spec, Version = cell.Record.Version + 1, UpdatedAt = _now });
        Restart(cell);
        return Shown(cell);
    }

    /// <summary>Deletes the schedule and its decisions; what waits to be fired is dropped, jobs that were made go on.</summary>
    private ScheduleAnswer Delete(ScheduleCell cell, ScheduleCommand command)
    {
        if (IsOtherVersion(cell, command) is { } refused)
            return refused;
        Unplace(cell);
        _batch.Delete(cell);
        _schedules.Remove(cell.Id);
        _absentSchedules.Add(cell.Id);
        _deletedSchedules.Add(cell.Id);
        return new ScheduleAnswer { Status = PartitionStatus.Done };
    }

    private ScheduleAnswer Pause(ScheduleCell cell, ScheduleCommand command)
    {
        var before = cell.Record;
        Update(cell, before with
        {
            Paused = true,
            Note = command.Note,
            PausedBy = command.By,
            PausedAt = before.Paused ? before.PausedAt : _now,
            NextAt = null,
            DecidedThrough = before.Paused ? before.DecidedThrough : Math.Max(before.DecidedThrough, _now),
            Version = before.Version + 1,
            UpdatedAt = _now,
        });
        Arrange(cell);
        return Shown(cell);
    }

    private ScheduleAnswer Resume(ScheduleCell cell)
    {
        var before = cell.Record;
        if (!before.Paused)
            return Shown(cell);
        SkipPaused(cell);
        Update(cell, cell.Record with
        {
            Paused = false,
            Note = null,
            PausedBy = null,
            PausedAt = null,
            Version = before.Version + 1,
            UpdatedAt = _now,
        });
        Restart(cell);
        return Shown(cell);
    }

    private void SkipPaused(ScheduleCell cell)
    {
        var record = cell.Record;
        LetGo(cell, record.DecidedThrough + 1, _now + 1, ScheduleDecision.Skipped, record.Note is { } note ? $"paused: {note}" : "paused");
    }

    private ScheduleAnswer Trigger(ScheduleCell cell, ScheduleCommand command) =>
        Shown(cell) with { JobId = Make(cell, _now, ScheduleDecision.Triggered, command.TraceParent, command.TraceState) };

    private ScheduleAnswer Backfill(ScheduleCell cell, ScheduleCommand command)
    {
        // What is not decided yet fires by itself: only the past can be made good.
        var to = Math.Min(command.To, Math.Min(cell.Record.NextAt ?? long.MaxValue, _now + 1));
        var (runs, excluded) = cell.Times.Sum(command.From, to, MostBackfilled + 1);
        var answer = Shown(cell) with { Count = (int)runs.Count, Excluded = (int)excluded.Count };
        if (runs.Count + excluded.Count > MostBackfilled)
            return answer with { Status = PartitionStatus.StateConflict, Detail = $"The range has more than {MostBackfilled} occurrences." };
        if (command.DryRun || runs.Count + excluded.Count == 0)
            return answer;
        var backfill = new BackfillRecord(command.From, to, command.Overlap ?? cell.Record.Spec.Overlap);
        Update(cell, cell.Record with { Backfills = [.. cell.Record.Backfills, backfill] });
        Arrange(cell);
        return answer;
    }

    /// <summary>From here on its occurrences follow the definition it has now.</summary>
    private void Restart(ScheduleCell cell)
    {
        var record = cell.Record;
        var decided = Math.Max(record.DecidedThrough, _now);
        Update(cell, record with { DecidedThrough = decided, NextAt = record.Paused || IsExhausted(record) ? null : cell.Times.Next(decided) });
        Arrange(cell);
    }

    private static ScheduleAnswer? IsOtherVersion(ScheduleCell cell, ScheduleCommand command) =>
        command.IfVersion is { } version && version != cell.Record.Version
            ? Refused(PartitionStatus.PreconditionFailed, $"The schedule has version {cell.Record.Version}.")
            : null;

    private static ScheduleAnswer Refused(PartitionStatus status, string detail) => new() { Status = status, Detail = detail };

    private static ScheduleAnswer Shown(ScheduleCell cell) => new() { Status = PartitionStatus.Done, Schedule = ScheduleSnapshots.Of(cell.Record, cell.Times) };
}
