namespace JobScheduler;

/// <summary>What one partition tells another.</summary>
public enum SentKind
{
    /// <summary>Insert this job if it is absent.</summary>
    Job,

    /// <summary>A job of your schedule is terminal.</summary>
    Ended,

    /// <summary>A job of your schedule is not terminal any more: it was replayed.</summary>
    Revived,

    /// <summary>Cancel this job of a schedule of mine.</summary>
    Cancel,
}

/// <summary>A send row on its way: applied once, however often and however late it arrives.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.SentJob")]
public sealed record SentJob
{
    /// <summary>The job; of one to insert the id is fixed by the sender.</summary>
    [Id(0)]
    public required string JobId { get; init; }

    /// <summary>The job to insert.</summary>
    [Id(1)]
    public JobSpec? Spec { get; init; }

    /// <summary>What to do.</summary>
    [Id(2)]
    public SentKind Kind { get; init; }

    /// <summary>The schedule the job belongs to, or null.</summary>
    [Id(3)]
    public string? ScheduleId { get; init; }

    /// <summary>The partition that sends it.</summary>
    [Id(4)]
    public int Sender { get; init; }

    /// <summary>The send row's id there; 0: not known, and whether the message is late is not looked at.</summary>
    [Id(5)]
    public long SendId { get; init; }
}
