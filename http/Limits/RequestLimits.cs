namespace JobScheduler.Http.Limits;

/// <summary>The bounds that all requests to a node share. See docs/overload.md for what is bounded by what.</summary>
internal sealed class RequestLimits(JobSchedulerLimitsOptions limits)
{
    private readonly Places _submits = new(limits.MaxSubmits, "submits");
    private readonly Places _changes = new(limits.MaxChanges, "changes");
    private readonly Places _reads = new(limits.MaxReads, "reads");

    /// <summary>What a refused caller is told to wait.</summary>
    public static TimeSpan RetryAfter { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Bodies that are being read or understood.</summary>
    public ByteBudget Bodies { get; } = new(limits.MaxHeldBodyBytes);

    /// <summary>Large answers that clients have not read yet.</summary>
    public ByteBudget Answers { get; } = new(limits.MaxHeldAnswerBytes);

    /// <summary>The places of a kind; null: it needs none.</summary>
    public Places? Of(RequestKind kind) => kind switch
    {
        RequestKind.Submit => _submits,
        RequestKind.Change => _changes,
        RequestKind.Read => _reads,
        _ => null,
    };
}
