using JobScheduler.Grains.Core;

namespace JobScheduler.Simulation;

/// <summary>What a run showed.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Violations">Broken promises.</param>
/// <param name="Counts">What happened in it, how often.</param>
/// <param name="Trace">A line per event, if asked for.</param>
internal sealed record SimResult(
    int Seed, IReadOnlyList<SimViolation> Violations, IReadOnlyDictionary<string, int> Counts, IReadOnlyList<string> Trace);

/// <summary>Runs one seed: clients and chaos, then everything is healed, has to settle, and is checked.</summary>
internal static class SimRun
{
    private const int MostStepsAtOneTime = 300_000;
    private static readonly TimeSpan SettleWithin = TimeSpan.FromMinutes(25);
    private static readonly TimeSpan LongestChaos = TimeSpan.FromHours(48);

    public static SimResult Run(SimOptions options)
    {
        var world = new SimWorld(options);
        try
        {
            Drive(world, world.Scheduler.Start(() => LiveAsync(world)));
        }
        catch (Exception failure)
        {
            world.Violate(SimRule.Failed, "-", failure.ToString());
        }

        FinalCheck.Check(world);
        return new SimResult(options.Seed, world.Violations, world.Counts, world.Trace);
    }

    private static void Drive(SimWorld world, Task end)
    {
        var (stepsThen, then) = (0L, world.Now);
        while (true)
        {
            if (!world.Scheduler.RunSteps(MostStepsAtOneTime) || world.Scheduler.Steps - stepsThen > MostStepsAtOneTime)
            {
                world.Violate(SimRule.Stuck, "-", $"the program runs in a circle at {world.Now:HH:mm:ss.fff}");
                return;
            }

            if (end.IsCompleted)
            {
                end.GetAwaiter().GetResult();
                return;
            }

            if (!world.Clock.AdvanceToNextTimer())
            {
                world.Violate(SimRule.Stuck, "-", "everything waits for something that cannot happen");
                return;
            }

            if (world.Now - then > TimeSpan.FromMilliseconds(100))
                (stepsThen, then) = (world.Scheduler.Steps, world.Now);
        }
    }

    private static async Task LiveAsync(SimWorld world)
    {
        var chaos = new Chaos(world);
        var workload = new Workload(world);
        await Outbox.FillAsync(world);
        chaos.StartNode();
        var schedules = new ScheduleWorkload(world);
        var clients = Task.WhenAll(workload.RunAsync(), schedules.RunAsync());
        var sampling = new Sampler(world).RunAsync(clients);
        await Task.WhenAny(Task.WhenAll(clients, chaos.RunAsync(clients)), world.DelayAsync(LongestChaos));
        if (!clients.IsCompleted)
            world.Violate(SimRule.Stuck, "-", "clients did not get to their end");
        var node = chaos.Heal();
        await sampling;
        await SettleAsync(world, workload, schedules, node);
        FinalCheck.Refused(world, workload);
    }

    private static async Task SettleAsync(SimWorld world, Workload workload, ScheduleWorkload schedules, SimNode node)
    {
        var until = world.Now + SettleWithin;
        while (!await workload.ResumeAllAsync(node) && world.Now < until)
            await world.DelayAsync(TimeSpan.FromMilliseconds(500));
        while (!await schedules.EndAllAsync(node) && world.Now < until)
            await world.DelayAsync(TimeSpan.FromMilliseconds(500));
        while (!IsSettled(world) && world.Now < until)
            await world.DelayAsync(TimeSpan.FromMilliseconds(250));
        world.Note("world", IsSettled(world) ? "is settled" : "did not settle");
        await world.DelayAsync(TimeSpan.FromSeconds(3));
        // Handlers that do not listen keep their slots until they return, whatever became of their jobs.
        for (var i = 0; i < 100 && node.Node.Slots.Running > 0; i++)
            await world.DelayAsync(TimeSpan.FromSeconds(1));
        world.Count("steps", (int)world.Scheduler.Steps);
        world.Count("virtual seconds", (int)(world.Now - world.Start).TotalSeconds);
        if (node.Node.Slots is { Running: 0, Claimed: 0 } || !IsSettled(world))
            return;
        world.Violate(SimRule.SlotsLeaked, node.Name, $"{node.Node.Slots.Claimed} count as claimed and {node.Node.Slots.Running} as running, but nothing runs");
    }

    private static bool IsSettled(SimWorld world) =>
        world.Faults.IsQuiet && world.Store.Partitions.All(rows => rows.Sends.Count == 0 && rows.Schedules.Values.All(ScheduleAudit.IsAtRest) && rows.Jobs.Values.All(JobTransitions.IsTerminal));
}
