namespace JobScheduler;

/// <summary>
/// An answer that no other exception stands for: a problem this version does not know, a bug of the scheduler
/// (<c>internal-error</c>), or an answer that is not the scheduler's (<c>unexpected-answer</c>).
/// </summary>
/// <param name="status">HTTP status.</param>
/// <param name="problem">Last part of the problem's type.</param>
/// <param name="message">A sentence for people.</param>
/// <param name="inner">What broke the reading of the answer.</param>
public sealed class JobSchedulerRequestException(int status, string problem, string message, Exception? inner = null)
    : JobSchedulerException(message, inner)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <inheritdoc/>
    public override string Problem { get; } = problem;
}
