namespace JobScheduler.ClusterTest.Chaos;

/// <summary>One fault that was done.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Target">To what.</param>
/// <param name="Began">When.</param>
/// <param name="Healed">When what was broken was there again: started, or let go on.</param>
/// <param name="Base">From when on the cluster can be expected to recover: a silo's faults from their beginning, those of the only store node from the healing.</param>
internal sealed record Fault(FaultKind Kind, string Target, DateTimeOffset Began, DateTimeOffset Healed, DateTimeOffset Base)
{
    /// <summary>When what was broken began to come back: was started, or let go on. What is late from then on may be late by its coming.</summary>
    public required DateTimeOffset Returns { get; init; }

    /// <summary>Something that should have happened and did not.</summary>
    public string? Problem { get; init; }

    /// <summary>When probes through the gateway ran again; null: they did not in time.</summary>
    public DateTimeOffset? Calm { get; init; }
}
