using System.Globalization;
using JobScheduler.KillTest;

namespace JobScheduler.ClusterTest;

/// <summary>What the command line may set.</summary>
internal sealed record ClusterTestOptions
{
    public const string Help = """
        chaos                     break one thing a round, then check all histories
          --rounds N              how many (30)
          --rate N                submits a second (20)
          --store-seconds N       how long Cassandra is gone when it is its turn (20)
          --freeze-seconds N      how long a silo stands still when it is its turn (12)
          --settle-seconds N      how long all jobs may take to end after the last round (180)
          --seed N                the same seed gives the same jobs and faults; what the processes make of them varies (1)
        measure                   throughput, conditional batches a job, time of a submit, lateness
          --seconds N             how long each of them is measured (30)
          --callers N             batches of submits in flight (32)
          --fires N               jobs that become due each second when lateness is measured (200)
        both
          --cassandra-control PATH  a program that controls Cassandra nodes on this machine: PATH COMMAND --dir DIR [--node N], where COMMAND is
                                  start [--nodes N] [--port N] [--heap SIZE], kill, pause, resume, stop, restart or wipe (required)
          --cassandra-port N      the port of their native protocol (9342)
          --cassandra-nodes N     1, or a ring of 3 (1)
          --heap SIZE             of each of them (768M, in a ring 512M)
          --silos N               silos beside the gateway (3)
          --partitions N          scheduler partitions (16)
          --slots N               attempts that run at a time on a silo (16; measure: 64)
          --silo PATH             the silo's dll (the one built beside this program)
          --data PATH             keep the logs there (a temporary folder, deleted if all went well)
          --report PATH           write the report there too
        """;

    public ClusterTestMode Mode { get; init; }

    public int Rounds { get; init; } = 30;

    public int Rate { get; init; } = 20;

    public int StoreSeconds { get; init; } = 20;

    public int FreezeSeconds { get; init; } = 12;

    public int SettleSeconds { get; init; } = 180;

    public int Seed { get; init; } = 1;

    public int Seconds { get; init; } = 30;

    public int Callers { get; init; } = 32;

    public int Fires { get; init; } = 200;

    public string? CassandraControl { get; init; }

    public int CassandraPort { get; init; } = 9342;

    public int CassandraNodes { get; init; } = 1;

    public string? Heap { get; init; }

    public int Silos { get; init; } = 3;

    public int Partitions { get; init; } = 16;

    public int? Slots { get; init; }

    public string Silo { get; init; } = SiloProcess.BuiltBeside();

    public string? DataDirectory { get; init; }

    public string? Report { get; init; }

    public static ClusterTestOptions? Parse(IReadOnlyList<string> args, out string? problem)
    {
        var options = args.Count == 0 ? null : args[0] switch
        {
            "chaos" => new ClusterTestOptions { Mode = ClusterTestMode.Chaos },
            "measure" => new ClusterTestOptions { Mode = ClusterTestMode.Measure },
            _ => null,
        };
        problem = options is null ? "Say what to do: chaos or measure." : null;
        for (var i = 1; i < args.Count && problem is null; i += 2)
        {
            var changed = i + 1 < args.Count ? options!.With(args[i], args[i + 1]) : null;
            problem = changed is null ? $"{args[i]} needs a value that is right for it, or is not known." : null;
            options = changed ?? options;
        }

        problem ??= options!.Missing();
        return problem is null ? options : null;
    }

    private ClusterTestOptions? With(string name, string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? WithNumber(name, number)
        : WithText(name, value);

    private ClusterTestOptions? WithNumber(string name, int number) => name switch
    {
        "--rounds" => this with { Rounds = number },
        "--seed" => this with { Seed = number },
        _ when number == 0 => null,
        "--rate" => this with { Rate = number },
        "--store-seconds" => this with { StoreSeconds = number },
        "--freeze-seconds" => this with { FreezeSeconds = number },
        "--settle-seconds" => this with { SettleSeconds = number },
        "--seconds" => this with { Seconds = number },
        "--callers" => this with { Callers = number },
        "--fires" => this with { Fires = number },
        "--cassandra-port" => this with { CassandraPort = number },
        "--cassandra-nodes" when number is 1 or 3 => this with { CassandraNodes = number },
        "--silos" => this with { Silos = number },
        "--partitions" => this with { Partitions = number },
        "--slots" => this with { Slots = number },
        _ => null,
    };

    private ClusterTestOptions? WithText(string name, string value) => name switch
    {
        "--cassandra-control" => this with { CassandraControl = Path.GetFullPath(value) },
        "--heap" => this with { Heap = value },
        "--silo" => this with { Silo = Path.GetFullPath(value) },
        "--data" => this with { DataDirectory = Path.GetFullPath(value) },
        "--report" => this with { Report = Path.GetFullPath(value) },
        _ => null,
    };

    private string? Missing() => this switch
    {
        { CassandraControl: null } => "--cassandra-control is missing.",
        { CassandraControl: { } control } when !File.Exists(control) => $"There is no {control}.",
        _ when !File.Exists(Silo) => $"There is no silo at {Silo}: build it with -p:JobSchedulerEngine=Orleans, or name it with --silo.",
        _ => null,
    };
}
