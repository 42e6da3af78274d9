namespace JobScheduler.Grains.Storage;

/// <summary>What a store keeps of a job beside what changes.</summary>
/// <param name="JobId">Its id.</param>
/// <param name="Sequence">Its number of submission.</param>
/// <param name="SubmittedAt">When it was accepted.</param>
/// <param name="Spec">The resolved request.</param>
/// <param name="Result">Its result, if it has one and that was read.</param>
/// <param name="PayloadOmitted">A payload was not read.</param>
public readonly record struct JobRest(
    string JobId, long Sequence, long SubmittedAt, JobSpec Spec, RawJson? Result = null, bool PayloadOmitted = false);
