using System.Globalization;

namespace JobScheduler.Benchmarks.Running;

/// <summary>What the command line may set.</summary>
internal sealed record RunOptions
{
    public const string Help = """
          --runs N             runs of each contender, 5 at the least for figures to be shown to others (5)
          --out FOLDER         where SUITE.json and SUITE.md go (artifacts/benchmarks)
          --data FOLDER        where the stores lie while they are measured; its disk counts (OUT/data)
          --seconds N          how long a run of steady or punctuality lasts (60); lateness in compare takes 20 s at most
          --warm-up N          seconds for which a process repeats what it is about to measure, before its clock starts (8)
          --submit-seconds N   how long a run of submits lasts (5)
          --counts N,N,...     jobs that lie in the store of scale, due later (0,1000000,10000000)
          --contenders N,N,... which of them compare runs (all)
          --cases N,N,...      what compare asks of them: submit, submit64, bulk, drain20k, drain200k, lateness (all)
        """;

    public IReadOnlyList<string> Suites { get; init; } = [];

    public int Runs { get; init; } = 5;

    public string Out { get; init; } = Path.GetFullPath(Path.Combine("artifacts", "benchmarks"));

    public string? Data { get; init; }

    public int Seconds { get; init; } = 60;

    /// <summary>In seconds; 0 still leaves one round.</summary>
    public int WarmUp { get; init; } = 8;

    public int SubmitSeconds { get; init; } = 5;

    public IReadOnlyList<long> Counts { get; init; } = [0, 1_000_000, 10_000_000];

    /// <summary>Empty: all.</summary>
    public IReadOnlyList<string> Contenders { get; init; } = [];

    /// <summary>Empty: all.</summary>
    public IReadOnlyList<string> Cases { get; init; } = [];

    public string DataFolder => Data ?? Path.Combine(Out, "data");

    /// <summary>Null when something is not understood.</summary>
    public static RunOptions? Parse(IReadOnlyList<string> args)
    {
        RunOptions? options = new();
        for (var i = 0; i < args.Count && options is not null; i++)
        {
            options = args[i].StartsWith("--", StringComparison.Ordinal)
                ? i + 1 < args.Count ? options.With(args[i], args[++i]) : null
                : options with { Suites = [.. options.Suites, args[i]] };
        }

        return options;
    }

    private RunOptions? With(string name, string value) => name switch
    {
        "--out" => this with { Out = Path.GetFullPath(value) },
        "--data" => this with { Data = Path.GetFullPath(value) },
        "--contenders" => this with { Contenders = value.Split(',') },
        "--cases" => this with { Cases = value.Split(',') },
        "--counts" => value.Split(',').Select(Number).ToArray() is var counts && counts.Contains(null) ? null
            : this with { Counts = [.. counts.Select(count => count!.Value).Order()] },
        "--runs" => Number(value) is > 0 and <= 1000 and var runs ? this with { Runs = (int)runs } : null,
        "--seconds" => Number(value) is > 0 and <= 100_000 and var seconds ? this with { Seconds = (int)seconds } : null,
        "--warm-up" => Number(value) is >= 0 and <= 1000 and var warmUp ? this with { WarmUp = (int)warmUp } : null,
        "--submit-seconds" => Number(value) is > 0 and <= 1000 and var submits ? this with { SubmitSeconds = (int)submits } : null,
        _ => null,
    };

    private static long? Number(string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
