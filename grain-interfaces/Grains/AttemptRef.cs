namespace JobScheduler;

/// <summary>Names one attempt.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Token">The attempt's fencing token.</param>
[GenerateSerializer, Immutable, Alias("JobScheduler.AttemptRef")]
public sealed record AttemptRef([property: Id(0)] string JobId, [property: Id(1)] long Token);
