namespace JobScheduler.Grains.Node;

/// <summary>Checks submissions on this node, as the grains see it. Implemented by hosting; without it no other node is helped.</summary>
public interface ISubmissionCheck
{
    /// <summary>Checks one submission and fills in its defaults. Never throws for what is wrong with it.</summary>
    /// <param name="submission">The request.</param>
    /// <param name="compared">True: its hash is wanted although it has no idempotency key.</param>
    ResolvedSubmission Resolve(JobSubmission submission, bool compared);
}
