using System.Globalization;

namespace JobScheduler.Simulation;

/// <summary>The command line.</summary>
internal sealed record SimArguments(int First, int Seeds, bool Trace, Broken Broken, bool ShowHelp)
{
    public static string Help { get; } =
        $"""
        Deterministic simulation of the scheduler.
          --seeds N        how many seeds (default 200)
          --first N        the first seed (default 1)
          --seed N         this seed only
          --trace          print every event of the seed (with --seed)
          --break RULE     break a rule on purpose: {string.Join(", ", Enum.GetValues<Broken>().Skip(1).Select(NameOf))}
          --help           this text
        Exit code 0: no violation, 1: violations, 2: bad arguments.
        """;

    public static string NameOf(Broken broken) =>
        string.Concat(broken.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));

    public static SimArguments? Parse(IReadOnlyList<string> args, out string problem)
    {
        var read = new SimArguments(1, 200, false, Broken.Nothing, false);
        problem = "";
        for (var i = 0; i < args.Count; i++)
        {
            var value = i + 1 < args.Count ? args[i + 1] : "";
            var number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n);
            SimArguments? next = args[i] switch
            {
                "--seeds" when number => read with { Seeds = n },
                "--first" when number => read with { First = n },
                "--seed" when number => read with { First = n, Seeds = 1 },
                "--break" when Enum.GetValues<Broken>().Skip(1).Where(one => NameOf(one) == value).ToArray() is [var broken] => read with { Broken = broken },
                "--trace" => read with { Trace = true },
                "--help" => read with { ShowHelp = true },
                _ => null,
            };
            if (next is null)
            {
                problem = $"Cannot read {args[i]} {value}.";
                return null;
            }

            read = next;
            i += args[i] is "--trace" or "--help" ? 0 : 1;
        }

        if (!read.Trace || read.Seeds == 1)
            return read;
        problem = "--trace needs --seed.";
        return null;
    }
}
