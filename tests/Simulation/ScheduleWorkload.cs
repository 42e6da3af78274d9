using System.Globalization;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Tests.History;

namespace JobScheduler.Simulation;

/// <summary>A client of schedules: it makes them, edits them while they fire, and checks that what it is told is stored.</summary>
internal sealed class ScheduleWorkload(SimWorld world)
{
    private static readonly string[] Ids = ["s0", "s1", "s2"];
    private static readonly TimeSpan LastOccurrences = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ShortestThink = TimeSpan.FromMilliseconds(300);
    private readonly Random _random = world.Random(10);
    private readonly ScheduleMaker _schedules = new(world, world.Random(11));
    private int _traces;

    public async Task RunAsync()
    {
        for (var i = 0; i < world.Profile.ScheduleOperations; i++)
        {
            await world.DelayAsync((world.Profile.Think + ShortestThink) * (1.5 * _random.NextDouble()));
            var node = await world.FrontAsync();
            var command = Draw(Ids[_random.Next(Ids.Length)]);
            var again = _random.Next(10) == 0;
            await Task.WhenAll([DoAsync(node, command), .. again ? [DoAsync(node, Draw(command.Id))] : Array.Empty<Task>()]);
        }
    }

    /// <summary>Gives every schedule an end soon and lets it run until then; true if all answered that it is done.</summary>
    public async Task<bool> EndAllAsync(SimNode node)
    {
        var done = true;
        foreach (var schedule in Ids.Select(Stored).OfType<ScheduleRecord>().Where(each => !each.Spec.DefinitionHash.Contains("until", StringComparison.Ordinal) || each.Paused))
        {
            var end = (node.Clock.GetUtcNow() + LastOccurrences).ToUnixTimeMilliseconds();
            done &= await DoAsync(node, new ScheduleCommand { Id = schedule.Id, Kind = ScheduleCommandKind.Put, Spec = ScheduleMaker.Ending(schedule.Spec, end) });
            done &= await DoAsync(node, new ScheduleCommand { Id = schedule.Id, Kind = ScheduleCommandKind.Resume });
        }

        await world.DelayAsync(LastOccurrences);
        return done;
    }

    private ScheduleRecord? Stored(string id) =>
        world.Store.Partitions[Routing.PartitionOf(Routing.Hash(id), world.Profile.Partitions)].Schedules.GetValueOrDefault(id);

    private ScheduleCommand Draw(string id)
    {
        if (Stored(id) is not { } stored)
            return new ScheduleCommand { Id = id, Kind = _random.Next(2) == 0 ? ScheduleCommandKind.Create : ScheduleCommandKind.Put, Spec = _schedules.Draw(), Paused = _random.Next(8) == 0 };
        var now = world.Now.ToUnixTimeMilliseconds();
        return _random.Next(20) switch
        {
            < 10 => new ScheduleCommand
            {
                Id = id,
                Kind = ScheduleCommandKind.Put,
                Spec = _schedules.Edit(stored.Spec),
                IfVersion = _random.Next(5) == 0 ? stored.Version : null,
                IfAbsent = _random.Next(12) == 0,
            },
            10 or 11 => new ScheduleCommand { Id = id, Kind = ScheduleCommandKind.Pause, Note = _random.Next(2) == 0 ? "sim" : null },
            12 or 13 or 14 => new ScheduleCommand { Id = id, Kind = ScheduleCommandKind.Resume },
            15 or 16 => new ScheduleCommand { Id = id, Kind = ScheduleCommandKind.Trigger, TraceParent = $"00-{(5_000_000 + ++_traces).ToString("x32", CultureInfo.InvariantCulture)}-0000000000000001-01" },
            17 or 18 => new ScheduleCommand
            {
                Id = id,
                Kind = ScheduleCommandKind.Backfill,
                From = now - _random.Next(1_000, 20_000),
                To = now + _random.Next(-1_000, 1_000),
                Overlap = _random.Next(3) == 0 ? null : (OverlapPolicy)_random.Next(5),
                DryRun = _random.Next(5) == 0,
            },
            _ => new ScheduleCommand { Id = id, Kind = ScheduleCommandKind.Delete },
        };
    }

    private async Task<bool> DoAsync(SimNode node, ScheduleCommand command)
    {
        var sentAt = world.Now;
        if (command.Kind == ScheduleCommandKind.Backfill)
            world.History.Add(new BackfillAsked(world.Stamp(), command.Id, command.From, command.To));
        world.Note("client", $"schedule {command.Id} {command.Kind} {command.Spec?.Cron} {command.Spec?.TimeZone} hash {command.Spec?.DefinitionHash} to {node.Name}");
        var (answer, lost) = await node.CallAsync(engine => engine.GetGrain<IScheduleGrain>(command.Id).DoAsync(command));
        var unknown = lost || answer!.Status == PartitionStatus.OutcomeUnknown;
        world.Count($"schedule commands {(unknown ? "unknown" : answer!.Status)}");
        world.Note("client", $"schedule {command.Id} {command.Kind}: {(unknown ? "unknown" : answer!.Status)} version {answer?.Schedule?.Version} {answer?.JobId} {answer?.Detail}");
        if (!unknown && answer!.Status is PartitionStatus.Done or PartitionStatus.Existing)
            CheckDurable(command, answer!, sentAt);
        return !unknown && answer!.Status is PartitionStatus.Done or PartitionStatus.Existing;
    }

    private void CheckDurable(ScheduleCommand command, ScheduleAnswer answer, DateTimeOffset sentAt)
    {
        void Wrong(string what) => world.Violate(SimRule.AnswerNotDurable, command.Id, $"{command.Kind} answered {answer.Status}: {what}");

        var deleted = world.Observer.DeletedAt(command.Id) >= sentAt;
        if (command.Kind == ScheduleCommandKind.Delete)
        {
            if (!deleted)
                Wrong("the schedule is still there");
            return;
        }

        if (deleted)
            return; // by another client meanwhile, or just after
        var shown = answer.Schedule!;
        if (world.Observer.VersionOf(command.Id, shown.Version) is not { } stored)
            Wrong($"version {shown.Version} was never stored");
        else if (stored.Version == shown.Version && (stored.Paused != shown.Paused || stored.Spec.DefinitionHash != shown.Definition.DefinitionHash))
            Wrong($"version {shown.Version} is another one");
        if (answer.JobId is { } job && !world.Observer.JobsMadeBy(command.Id).Contains(job))
            Wrong($"no decision names the job {job}");
        if (command.Spec is { } spec && shown.Definition.DefinitionHash != spec.DefinitionHash)
            Wrong("it shows another definition");
        if (command.Kind is ScheduleCommandKind.Pause or ScheduleCommandKind.Resume && shown.Paused != (command.Kind == ScheduleCommandKind.Pause))
            Wrong($"paused {shown.Paused}");
    }
}
