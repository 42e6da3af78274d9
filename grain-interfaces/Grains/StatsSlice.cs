namespace JobScheduler;

/// <summary>The part of the history that one node has.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.StatsSlice")]
public sealed record StatsSlice
{
    /// <summary>The step in which the node began to count, as <see cref="StatsCell.Step"/>.</summary>
    [Id(0)]
    public required long Since { get; init; }

    /// <summary>The last step that is over.</summary>
    [Id(1)]
    public required long Through { get; init; }

    /// <summary>Steps in which there was anything to count, oldest first.</summary>
    [Id(2)]
    public StatsCell[] Cells { get; init; } = [];
}

/// <summary>What one node counted in one step.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.StatsCell")]
public sealed record StatsCell
{
    /// <summary>The step: Unix time in seconds or minutes.</summary>
    [Id(0)]
    public required long Step { get; init; }

    /// <summary>Jobs submitted.</summary>
    [Id(1)]
    public long Submitted { get; init; }

    /// <summary>Attempts entered.</summary>
    [Id(2)]
    public long Started { get; init; }

    /// <summary>Attempts ended.</summary>
    [Id(3)]
    public long Finished { get; init; }

    /// <summary>Those of them that failed.</summary>
    [Id(4)]
    public long Failed { get; init; }

    /// <summary>The most jobs seen standing in lines.</summary>
    [Id(5)]
    public long Queued { get; init; }

    /// <summary>The most slots seen taken.</summary>
    [Id(6)]
    public long Running { get; init; }

    /// <summary>How late first attempts were; null: none began.</summary>
    [Id(7)]
    public LatenessCounts? Lateness { get; init; }
}

/// <summary>Latenesses, counted in buckets that all nodes have in common; what is empty is left out.</summary>
/// <param name="Buckets">Numbers of buckets, rising.</param>
/// <param name="Counts">How many lie in each of them.</param>
/// <param name="Max">The greatest, milliseconds.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.LatenessCounts")]
public sealed record LatenessCounts(
    [property: Id(0)] int[] Buckets,
    [property: Id(1)] long[] Counts,
    [property: Id(2)] double Max);
