namespace JobScheduler;

/// <summary>What became of one submission that another node was asked to check.</summary>
[GenerateSerializer, Immutable, Alias("JobScheduler.ResolvedSubmission")]
public sealed record ResolvedSubmission
{
    /// <summary>The resolved request; null: it was refused.</summary>
    [Id(0)]
    public JobSpec? Spec { get; init; }

    /// <summary>What is wrong with it, in the order in which it was found.</summary>
    [Id(1)]
    public SubmissionError[] Errors { get; init; } = [];

    /// <summary>Its payload is over the limit: what the caller is told; else null.</summary>
    [Id(2)]
    public string? TooLarge { get; init; }
}
