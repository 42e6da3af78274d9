namespace JobScheduler;

/// <summary>How the delay before the next attempt is found.</summary>
public enum RetryKind
{
    /// <summary>initial * factor^(n-1), drawn from d*(1±jitter), then capped at the maximum.</summary>
    Exponential,

    /// <summary>The same delay each time, with jitter if asked for.</summary>
    Fixed,

    /// <summary>The delays as listed; the last one repeats.</summary>
    Explicit,

    /// <summary>No second attempt.</summary>
    None,
}

/// <summary>What happens after a failed attempt. Values outside the ranges given here are refused when a job is submitted.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.RetryPolicy")]
public sealed record RetryPolicy
{
    /// <summary>Exponential from 1 s by factor 2 up to 5 min, jitter 0.2.</summary>
    public static RetryPolicy Default { get; } = new();

    /// <summary>Never tries again.</summary>
    public static RetryPolicy None { get; } = new() { Kind = RetryKind.None };

    /// <summary>Which of the shapes applies.</summary>
    [Id(0)]
    public RetryKind Kind { get; init; } = RetryKind.Exponential;

    /// <summary>First delay of exponential, the delay of fixed; 0 to 10 years, whole milliseconds.</summary>
    [Id(1)]
    public TimeSpan Initial { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Growth of exponential, 1 to 100.</summary>
    [Id(2)]
    public double Factor { get; init; } = 2.0;

    /// <summary>Ceiling of exponential, 0 to 10 years.</summary>
    [Id(3)]
    public TimeSpan Max { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Share of the delay that is drawn at random on either side, 0 to 1.</summary>
    [Id(4)]
    public double Jitter { get; init; } = 0.2;

    /// <summary>The delays of explicit, 1 to 100 of them; empty for the other kinds.</summary>
    [Id(5)]
    public IReadOnlyList<TimeSpan> Delays { get; init; } = Array.Empty<TimeSpan>();

    /// <summary>The same delay before each further attempt.</summary>
    /// <param name="delay">0 to 10 years.</param>
    public static RetryPolicy Fixed(TimeSpan delay) => new() { Kind = RetryKind.Fixed, Initial = delay, Jitter = 0 };

    /// <summary>The given delays in order; the last one repeats.</summary>
    /// <param name="delays">1 to 100 delays.</param>
    public static RetryPolicy Explicit(params TimeSpan[] delays) => new() { Kind = RetryKind.Explicit, Delays = delays, Jitter = 0 };

    /// <summary>Growing delays.</summary>
    /// <param name="initial">Before the second attempt.</param>
    /// <param name="factor">1 to 100.</param>
    /// <param name="max">Ceiling.</param>
    /// <param name="jitter">0 to 1.</param>
    public static RetryPolicy Exponential(TimeSpan initial, double factor, TimeSpan max, double jitter) =>
        new() { Initial = initial, Factor = factor, Max = max, Jitter = jitter };

    /// <summary>Equal in all values, the delays one by one.</summary>
    /// <param name="other">Another policy.</param>
    public bool Equals(RetryPolicy? other) =>
        other is not null && Kind == other.Kind && Initial == other.Initial && Factor.Equals(other.Factor) && Max == other.Max
        && Jitter.Equals(other.Jitter) && Delays.SequenceEqual(other.Delays);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Initial, Factor, Max, Jitter, Delays.Count);
}
