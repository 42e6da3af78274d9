namespace JobScheduler;

/// <summary>A node that owns partitions and runs attempts.</summary>
public sealed record NodeInfo
{
    /// <summary>Its name, as attempts show it.</summary>
    public required string Node { get; init; }

    /// <summary>How it is.</summary>
    public required NodeStatus Status { get; init; }

    /// <summary>Why it is unavailable, for people; else null.</summary>
    public string? Problem { get; init; }

    /// <summary>"embedded" or "orleans".</summary>
    public string Engine { get; init; } = "";

    /// <summary>The program's version.</summary>
    public string Version { get; init; } = "";

    /// <summary>When it started, by its own clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Attempts that may run at the same time there.</summary>
    public int Slots { get; init; }

    /// <summary>Slots that are taken, also by stuck attempts.</summary>
    public int SlotsRunning { get; init; }

    /// <summary>Partitions it serves.</summary>
    public int Partitions { get; init; }

    /// <summary>Job types with a handler there, aliases included, in ordinal order.</summary>
    public IReadOnlyList<string> JobTypes { get; init; } = [];

    /// <summary>Attempts that were abandoned and still hold their slot there, the longest first.</summary>
    public IReadOnlyList<StuckAttempt> Stuck { get; init; } = [];
}

/// <summary>How a node is.</summary>
public enum NodeStatus
{
    /// <summary>It works.</summary>
    Active,

    /// <summary>It is about to stop: it begins no attempt, and its partitions leave it.</summary>
    Draining,

    /// <summary>It owns no partitions; <see cref="NodeInfo.Problem"/> says why.</summary>
    Unavailable,

    /// <summary>It did not answer: what is shown of it is what it said last.</summary>
    Unreachable,
}

/// <summary>
/// An attempt that was given up because its handler did not return in time after it was told to stop. Its outcome is stored, its token
/// is stale, and its slot stays taken until the handler returns.
/// </summary>
/// <param name="JobId">The job, which may have ended or run again since.</param>
/// <param name="JobType">The job's type.</param>
/// <param name="Attempt">The attempt's number.</param>
/// <param name="FencingToken">The attempt's fencing token.</param>
/// <param name="Since">When it was given up, by its node's clock.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.StuckAttempt")]
public sealed record StuckAttempt(
    [property: Id(0)] string JobId,
    [property: Id(1)] string JobType,
    [property: Id(2)] int Attempt,
    [property: Id(3)] long FencingToken,
    [property: Id(4)] DateTimeOffset Since);
