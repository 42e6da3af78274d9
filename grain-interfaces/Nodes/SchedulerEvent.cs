namespace JobScheduler;

/// <summary>What a <see cref="SchedulerEvent"/> tells.</summary>
public enum SchedulerEventKind
{
    /// <summary>A job was submitted, or its state, waiting reason, time, priority or attempt changed.</summary>
    State,

    /// <summary>A running attempt reported progress.</summary>
    Progress,

    /// <summary>Changes are missing here: what was read before may be old. The stream goes on with what changes from now on.</summary>
    Gap,

    /// <summary>Nothing has changed: the first event of a stream, and from time to time one, so that a later stream can go on from here.</summary>
    Mark,
}

/// <summary>An event of the stream of all jobs' changes.</summary>
public sealed record SchedulerEvent
{
    /// <summary>Opaque; a later stream goes on after it, see <see cref="EventFilter.LastEventId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>What it tells.</summary>
    public required SchedulerEventKind Kind { get; init; }

    /// <summary>The job after the change; of state and progress, else null.</summary>
    public ChangedJob? Job { get; init; }

    /// <summary>
    /// Of a gap: <c>restarted</c> (the id is of another node or another start, or was not written by one), <c>too_old</c> (more has changed
    /// since than is kept), <c>nodes_changed</c> (a node joined or left, and its changes around that moment may be missing). Else null.
    /// </summary>
    public string? Reason { get; init; }
}

/// <summary>What is told of a job that changed.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.ChangedJob")]
public sealed record ChangedJob
{
    /// <summary>True: progress alone changed.</summary>
    [Id(0)]
    public bool IsProgress { get; init; }

    /// <summary>The job.</summary>
    [Id(1)]
    public required string JobId { get; init; }

    /// <summary>Its type.</summary>
    [Id(2)]
    public required string JobType { get; init; }

    /// <summary>Its queue.</summary>
    [Id(3)]
    public required string Queue { get; init; }

    /// <summary>Its state.</summary>
    [Id(4)]
    public required JobState State { get; init; }

    /// <summary>Why it does not run, if it waits.</summary>
    [Id(5)]
    public WaitingReason? WaitingReason { get; init; }

    /// <summary>Number of its newest attempt that was entered; 0: none yet.</summary>
    [Id(6)]
    public int Attempt { get; init; }

    /// <summary>Its newest fencing token; 0: none yet.</summary>
    [Id(7)]
    public long FencingToken { get; init; }

    /// <summary>Code of the newest failed attempt's error until the job completes.</summary>
    [Id(8)]
    public string? ErrorCode { get; init; }

    /// <summary>Progress of the running attempt, 0 to 100.</summary>
    [Id(9)]
    public double? ProgressPercent { get; init; }

    /// <summary>The last progress message, or why the job was cancelled.</summary>
    [Id(10)]
    public string? Message { get; init; }

    /// <summary>When, on the owner's clock.</summary>
    [Id(11)]
    public required DateTimeOffset At { get; init; }
}

/// <summary>Which changes a stream tells. Empty lists do not restrict; several values mean any of them.</summary>
public sealed record EventFilter
{
    /// <summary>Jobs that are in one of these states after the change; a job that leaves them is not told.</summary>
    public IReadOnlyList<JobState> States { get; init; } = [];

    /// <summary>Job types.</summary>
    public IReadOnlyList<string> JobTypes { get; init; } = [];

    /// <summary>Queues.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>The id of the last event of an earlier stream: go on after it, or begin with a gap. Null: from now on.</summary>
    public string? LastEventId { get; init; }
}
