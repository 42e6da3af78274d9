using System.Globalization;
using JobScheduler.KillTest;

namespace JobScheduler.LoadTest;

/// <summary>What the command line may set.</summary>
internal sealed record LoadOptions
{
    public const string Help = """
        overload               twice the capacity for a while
          --seconds N          how long the overload lasts (60)
          --measure-seconds N  how long the capacity is measured before, by each of the closed loops (10; a sixth of --seconds if that is less, 3 at the least)
          --callers N          callers of the largest closed loop; those of 32, 128 ... callers come before it, and the best counts (512)
          --lanes N            connections of the open loop (1024)
          --factor N           offered load in percent of the capacity (200)
          --batch N            jobs per request of the open loop; over 1 as batches (1)
          --rss-mib N          what the silo's memory must stay under (700)
          --goodput N          completed jobs per second, in percent of the capacity, at the least (80)
          --refused-p99-ms N   how long a refusal may take (1000)
        day                    a day of use in a few minutes
          --minutes N          how long (10)
          --rate N             jobs per second (100)
          --rss-percent N      how far memory at the end may be from that of minute two (20)
        both
          --settle-seconds N   how long what was accepted may take to end (120)
          --seed N             the same seed gives the same jobs (1)
          --silo PATH          the silo's dll (the one built beside this program)
          --data PATH          keep the data there (a temporary folder, deleted if all aims are met)
        """;

    public LoadMode Mode { get; init; }

    public int Seconds { get; init; } = 60;

    public int? MeasureSeconds { get; init; }

    public int Callers { get; init; } = 512;

    public int Lanes { get; init; } = 1024;

    public int Factor { get; init; } = 200;

    public int Batch { get; init; } = 1;

    public int RssMib { get; init; } = 700;

    public int Goodput { get; init; } = 80;

    public int RefusedP99Ms { get; init; } = 1000;

    public int Minutes { get; init; } = 10;

    public int Rate { get; init; } = 100;

    public int RssPercent { get; init; } = 20;

    public int SettleSeconds { get; init; } = 120;

    public int Seed { get; init; } = 1;

    public string Silo { get; init; } = SiloProcess.BuiltBeside();

    public string? DataDirectory { get; init; }

    /// <summary>How long the capacity is measured.</summary>
    public int Measured => MeasureSeconds ?? Math.Clamp(Seconds / 6, 3, 10);

    /// <summary>Callers of the closed loops that measure the capacity, the last one the largest.</summary>
    public IEnumerable<int> Loops
    {
        get
        {
            for (var callers = 32; callers < Callers; callers *= 4)
                yield return callers;
            yield return Callers;
        }
    }

    public static LoadOptions? Parse(IReadOnlyList<string> args, out string? problem)
    {
        problem = args is ["overload" or "day", ..] ? null : "Say overload or day first.";
        if (problem is null && args.Count % 2 == 0)
            problem = $"{args[^1]} needs a value.";
        var options = new LoadOptions { Mode = args is ["day", ..] ? LoadMode.Day : LoadMode.Overload };
        for (var i = 1; i + 1 < args.Count && problem is null; i += 2)
        {
            var changed = options.With(args[i], args[i + 1]);
            problem = changed is null ? $"{args[i]} {args[i + 1]} is not understood." : null;
            options = changed ?? options;
        }

        if (problem is null && !File.Exists(options.Silo))
            problem = $"There is no silo at {options.Silo}: build it, or name it with --silo.";
        return problem is null ? options : null;
    }

    private LoadOptions? With(string name, string value)
    {
        if (name == "--silo")
            return this with { Silo = Path.GetFullPath(value) };
        if (name == "--data")
            return this with { DataDirectory = Path.GetFullPath(value) };
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            return null;
        return name switch
        {
            "--seconds" => this with { Seconds = number },
            "--measure-seconds" => this with { MeasureSeconds = number },
            "--callers" => this with { Callers = number },
            "--lanes" => this with { Lanes = number },
            "--factor" => this with { Factor = number },
            "--batch" when number <= 1000 => this with { Batch = number },
            "--rss-mib" => this with { RssMib = number },
            "--goodput" => this with { Goodput = number },
            "--refused-p99-ms" => this with { RefusedP99Ms = number },
            "--minutes" => this with { Minutes = number },
            "--rate" => this with { Rate = number },
            "--rss-percent" => this with { RssPercent = number },
            "--settle-seconds" => this with { SettleSeconds = number },
            "--seed" => this with { Seed = number },
            _ => null,
        };
    }
}

/// <summary>What a run does.</summary>
internal enum LoadMode
{
    /// <summary>Twice the capacity.</summary>
    Overload,

    /// <summary>All kinds of jobs, with a backup, a restore and a restart.</summary>
    Day,
}

/// <summary>The run could not be done, which says nothing about the promises.</summary>
internal sealed class LoadTestException(string message) : Exception(message);
