namespace JobScheduler.Hosting.BuiltIn;

/// <summary>Returns its payload token for token; null gives no result.</summary>
internal sealed class EchoHandler : IJobHandler<RawJson?, RawJson?>
{
    /// <inheritdoc/>
    public Task<JobOutcome<RawJson?>> HandleAsync(RawJson? payload, JobContext context, CancellationToken cancellationToken) =>
        Task.FromResult(JobOutcome.From(payload));
}
