using System.Globalization;
using JobScheduler.KillTest;

namespace JobScheduler.FaultTest;

/// <summary>What the command line may set.</summary>
internal sealed record FaultOptions
{
    public const string Help = """
        --only NAME          one fault, or several separated by commas; --list names them
        --list               names the faults
        --cuts N             power cuts (50)
        --errors N           I/O errors (40)
        --freeze-seconds N   how long the process is frozen, 5 or more (60)
        --overload-seconds N how long twice the capacity is offered (60)
        --refused-p99-ms N   how long a refusal may take then (1000)
        --goodput N          completed jobs per second then, in percent of the capacity, at the least (80)
        --seed N             the same seed gives the same faults; what the threads make of them varies (1)
        --silo PATH          the silo's dll (the one built beside this program)
        """;

    public IReadOnlyList<string> Only { get; init; } = [];

    public bool List { get; init; }

    public int Cuts { get; init; } = 50;

    public int Errors { get; init; } = 40;

    public int FreezeSeconds { get; init; } = 60;

    public int OverloadSeconds { get; init; } = 60;

    public int RefusedP99Ms { get; init; } = 1000;

    public int Goodput { get; init; } = 80;

    public int Seed { get; init; } = 1;

    public string Silo { get; init; } = SiloProcess.BuiltBeside();

    public static FaultOptions? Parse(IReadOnlyList<string> args, out string? problem)
    {
        var options = new FaultOptions { List = args.Contains("--list") };
        args = [.. args.Where(arg => arg != "--list")];
        problem = args.Count % 2 == 0 ? null : $"{args[^1]} needs a value.";
        for (var i = 0; i + 1 < args.Count && problem is null; i += 2)
        {
            var isNumber = int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            var changed = (args[i], isNumber) switch
            {
                ("--only", _) => options with { Only = args[i + 1].Split(',') },
                ("--silo", _) => options with { Silo = Path.GetFullPath(args[i + 1]) },
                ("--cuts", true) when number > 0 => options with { Cuts = number },
                ("--errors", true) when number > 0 => options with { Errors = number },
                ("--freeze-seconds", true) when number >= 5 => options with { FreezeSeconds = number },
                ("--overload-seconds", true) when number > 0 => options with { OverloadSeconds = number },
                ("--refused-p99-ms", true) when number > 0 => options with { RefusedP99Ms = number },
                ("--goodput", true) when number > 0 => options with { Goodput = number },
                ("--seed", true) => options with { Seed = number },
                _ => null,
            };
            problem = changed is null ? $"{args[i]} {args[i + 1]} is not understood." : null;
            options = changed ?? options;
        }

        return problem is null ? options : null;
    }
}
