using System.Globalization;

namespace JobScheduler.KillTest;

/// <summary>What the command line may set.</summary>
internal sealed record KillTestOptions
{
    public const string Help = """
        --rounds N             kills, each followed by a restart on the same data (10)
        --rate N               submits per second (60)
        --seconds-per-round N  a kill falls at a random moment in this time (5)
        --settle-seconds N     how long all jobs may take to end after the last restart (120)
        --seed N               the same seed gives the same jobs and kill moments; what the processes make of them varies (1)
        --slots N              attempts that run at a time (16)
        --tolerance-ms N       how long a job must have been passed over to count as out of order (3000)
        --schedule             instead: a schedule that fires each second, with kills; then exactly one job per second
        --minutes N            with --schedule: how long (10)
        --seconds N            the same in seconds
        --kills N              with --schedule: at so many random moments, each followed by a restart (5)
        --down                 instead: a schedule for each misfire and overlap policy, and one long down-time
        --down-seconds N       with --down: how long, 8 or more; what is decided 2 s late counts as missed (12)
        --silo PATH            the silo's dll (the one built beside this program)
        --data PATH            keep the data there (a temporary folder, deleted if the run was clean)
        """;

    public KillTestMode Mode { get; init; }

    public TimeSpan Length { get; init; } = TimeSpan.FromMinutes(10);

    public int Kills { get; init; } = 5;

    public int DownSeconds { get; init; } = 12;

    /// <summary>An occurrence decided this late is missed; null: the silo's default.</summary>
    public TimeSpan? MisfireAfter => Mode == KillTestMode.Down ? TimeSpan.FromSeconds(2) : null;

    public int Rounds { get; init; } = 10;

    public int Rate { get; init; } = 60;

    public int SecondsPerRound { get; init; } = 5;

    public int SettleSeconds { get; init; } = 120;

    public TimeSpan Settle => TimeSpan.FromSeconds(SettleSeconds);

    public int Seed { get; init; } = 1;

    public int Slots { get; init; } = 16;

    public int ToleranceMs { get; init; } = 3000;

    public string Silo { get; init; } = SiloProcess.BuiltBeside();

    public string? DataDirectory { get; init; }

    public static KillTestOptions? Parse(IReadOnlyList<string> args, out string? problem)
    {
        var options = new KillTestOptions
        {
            Mode = args.Contains("--schedule") ? KillTestMode.Schedule : args.Contains("--down") ? KillTestMode.Down : KillTestMode.Jobs,
        };
        args = [.. args.Where(arg => arg is not ("--schedule" or "--down"))];
        problem = args.Count % 2 == 0 ? null : $"{args[^1]} needs a value.";
        for (var i = 0; i + 1 < args.Count && problem is null; i += 2)
        {
            var isNumber = int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            var changed = (args[i], isNumber) switch
            {
                ("--silo", _) => options with { Silo = Path.GetFullPath(args[i + 1]) },
                ("--data", _) => options with { DataDirectory = Path.GetFullPath(args[i + 1]) },
                ("--rounds", true) => options with { Rounds = number },
                ("--minutes", true) when number > 0 => options with { Length = TimeSpan.FromMinutes(number) },
                ("--seconds", true) when number > 0 => options with { Length = TimeSpan.FromSeconds(number) },
                ("--kills", true) => options with { Kills = number },
                ("--down-seconds", true) when number > 7 => options with { DownSeconds = number },
                ("--rate", true) when number > 0 => options with { Rate = number },
                ("--seconds-per-round", true) when number > 0 => options with { SecondsPerRound = number },
                ("--settle-seconds", true) when number > 0 => options with { SettleSeconds = number },
                ("--seed", true) => options with { Seed = number },
                ("--slots", true) when number > 0 => options with { Slots = number },
                ("--tolerance-ms", true) => options with { ToleranceMs = number },
                _ => null,
            };
            problem = changed is null ? $"{args[i]} {args[i + 1]} is not understood." : null;
            options = changed ?? options;
        }

        if (problem is null && !File.Exists(options.Silo))
            problem = $"There is no silo at {options.Silo}: build it, or name it with --silo.";
        return problem is null ? options : null;
    }

    /// <summary>What the silo is started with.</summary>
    public IReadOnlyDictionary<string, string> SiloSettings()
    {
        var settings = new Dictionary<string, string>(SiloProcess.QuietLog) { ["JobScheduler__Slots"] = Slots.ToString(CultureInfo.InvariantCulture) };
        if (MisfireAfter is { } misfireAfter)
            settings["JobScheduler__MisfireAfter"] = misfireAfter.ToString("c", CultureInfo.InvariantCulture);
        return settings;
    }
}

/// <summary>What a run does.</summary>
internal enum KillTestMode
{
    /// <summary>Jobs of all kinds, with kills.</summary>
    Jobs,

    /// <summary>A schedule each second, with kills.</summary>
    Schedule,

    /// <summary>Schedules of all policies and one down-time.</summary>
    Down,
}
