using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;

namespace JobScheduler.Grains.Node;

/// <summary>What the grains of this node are told once, at start.</summary>
public sealed record NodeSettings
{
    /// <summary>The node's name, as attempts and <c>/readyz</c> show it.</summary>
    public required string Node { get; init; }

    /// <summary>Unique to this start of the process: tells it from an earlier one of the same name.</summary>
    public required string Incarnation { get; init; }

    /// <summary>What the node is there for.</summary>
    public NodeRole Role { get; init; }

    /// <summary>The program's version, as others see it.</summary>
    public string Version { get; init; } = "";

    /// <summary>"embedded" or "orleans".</summary>
    public string Engine { get; init; } = "";

    /// <summary>Partitions of the store.</summary>
    public required int Partitions { get; init; }

    /// <summary>Attempts that may run at the same time here.</summary>
    public int Slots { get; init; } = 64;

    /// <summary>Sizes of what partitions keep in memory.</summary>
    public PartitionSizes Sizes { get; init; } = new();

    /// <summary>An occurrence of a schedule that is decided later than this after its time is missed.</summary>
    public TimeSpan MisfireAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long jobs are kept after they ended.</summary>
    public RetentionRules Retention { get; init; } = RetentionRules.Forever;

    /// <summary>How long after its time-out fired an attempt is abandoned.</summary>
    public TimeSpan AbandonAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a handler has, after the drain time fired its token, before its attempt is handed back all the same.</summary>
    public TimeSpan ReleaseAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a caller of a partition waits for an answer.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long without a commit a partition looks whether it still has its term, where there may be other nodes.</summary>
    public TimeSpan LookAtTermAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Commands of callers that are not answered yet, over the node; a partition that holds as many answers overloaded, whoever asks.</summary>
    public int MostPending { get; init; } = 20_000;

    /// <summary>Bytes of payloads in them.</summary>
    public long MostPendingBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>How many bytes of a payload log lines may show; 0: none.</summary>
    public int LogPayloadBytes { get; init; }

    /// <summary>How much is kept of what handlers log.</summary>
    public AttemptLogLimits AttemptLogs { get; init; } = new(200, 16 * 1024);

    /// <summary>How long a problem that goes on is not logged again.</summary>
    public TimeSpan RepeatProblemsEvery { get; init; } = RepeatedProblems.UsualEvery;

    /// <summary>Attempts are started and reported by calls between grains also where partition and attempt are on one node.</summary>
    public bool StartsByCalls { get; init; }

    /// <summary>Runs attempts; never a grain's own scheduler.</summary>
    public TaskScheduler Attempts { get; init; } = TaskScheduler.Default;

    /// <summary>Random numbers in [0, 1) for retry delays.</summary>
    public required Func<double> Draw { get; init; }
}
