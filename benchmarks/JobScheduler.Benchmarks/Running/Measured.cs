using JobScheduler.Benchmarks.Contenders;

namespace JobScheduler.Benchmarks.Running;

/// <summary>What one run of a child measured: the last line of its standard output, as JSON.</summary>
internal sealed record Measured
{
    public const string Rate = "per second";

    /// <summary>Figures by name.</summary>
    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    public Lateness? Lateness { get; init; }

    /// <summary>One figure of several times of this run, one after another, where that is what is measured.</summary>
    public IReadOnlyList<double> Windows { get; init; } = [];

    public string Settings { get; init; } = "";

    public string Durability { get; init; } = "";

    /// <summary>Why the contender does not offer this; else null.</summary>
    public string? NotOffered { get; init; }

    public static Measured PerSecond(double? rate) => rate is { } value
        ? new Measured { Values = new Dictionary<string, double> { [Rate] = value } }
        : Missing;

    public static Measured Late(Lateness? lateness) => lateness is null ? Missing : new Measured { Lateness = lateness };

    private static Measured Missing => new() { NotOffered = "not offered" };
}
