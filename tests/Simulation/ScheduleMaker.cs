using System.Globalization;

namespace JobScheduler.Simulation;

/// <summary>Draws definitions of schedules: simple times that a naive walk can find, and every policy.</summary>
internal sealed class ScheduleMaker(SimWorld world, Random random)
{
    private static readonly string[] Times =
    [
        "@every 1s", "@every 2s", "@every 3s", "@every 7s", "@every 20s", "* * * * * *", "*/2 * * * * *", "*/5 * * * * *", "1,2,3,30-33 * * * * *",
        "10-20/3 * * * * *", "0,30 */2 * * * *", "* * * * *", "*/7 * * * *",
    ];

    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "Asia/Kolkata"];
    private static readonly string[][] Exclusions = [["3-8 * * * * *"], ["*/3 * * * *"], ["*/2 * * * * *", "30-59 * * * * *"]];
    private readonly SpecMaker _jobs = new(world, random, firstTrace: 2_000_000);
    private int _drawn;

    public ScheduleSpec Draw()
    {
        var now = Now();
        var cron = Times[random.Next(Times.Length)];
        return Hashed(new ScheduleSpec
        {
            Cron = cron,
            TimeZone = Zones[random.Next(Zones.Length)],
            Job = _jobs.Draw() with { RunAt = null, DelayMs = null, IdempotencyKey = null, TraceParent = "", RequestHash = "" },
            Overlap = (OverlapPolicy)random.Next(5),
            Misfire = (MisfirePolicy)random.Next(3),
            CatchUpWindowMs = random.Next(3) == 0 ? random.Next(1_000, 60_000) : 7L * 86_400_000,
            CatchUpLimit = random.Next(4) == 0 ? 40 : random.Next(1, 6),
            JitterMs = random.Next(4) == 0 ? random.Next(1, 4_000) : 0,
            PhaseMs = cron[0] == '@' && random.Next(2) == 0 ? random.Next(10_000) : 0,
            Exclude = random.Next(4) == 0 ? Exclusions[random.Next(Exclusions.Length)] : [],
            StartAt = random.Next(6) == 0 ? now + random.Next(-5_000, 20_000) : null,
            EndAt = random.Next(8) == 0 ? now + random.Next(-5_000, 60_000) : null,
            MaxRuns = random.Next(6) == 0 ? random.Next(1, 8) : null,
            DefinitionHash = "",
        });
    }

    /// <summary>The same schedule with one thing changed, as people edit them.</summary>
    public ScheduleSpec Edit(ScheduleSpec spec) => random.Next(8) switch
    {
        < 3 => Hashed(spec with { Cron = Times[random.Next(Times.Length)], PhaseMs = 0 }),
        < 5 => Hashed(spec with { TimeZone = Zones[random.Next(Zones.Length)] }),
        5 => Hashed(spec with { Overlap = (OverlapPolicy)random.Next(5) }),
        6 => Hashed(spec with { Misfire = (MisfirePolicy)random.Next(3) }),
        _ => random.Next(2) == 0 ? spec : Draw(),
    };

    /// <summary>The same schedule with an end.</summary>
    public static ScheduleSpec Ending(ScheduleSpec spec, long at) => spec with { EndAt = at, DefinitionHash = $"{spec.DefinitionHash} until {at}" };

    private long Now() => (world.Nodes.LastOrDefault()?.Clock.GetUtcNow() ?? world.Now).ToUnixTimeMilliseconds();

    private ScheduleSpec Hashed(ScheduleSpec spec) => spec with { DefinitionHash = (++_drawn).ToString(CultureInfo.InvariantCulture) };
}
