using System.Runtime.CompilerServices;
using JobScheduler.Client.Events;
using JobScheduler.Client.Http;
using JobScheduler.Client.Mapping;

namespace JobScheduler.Client;

/// <summary>Following a job.</summary>
internal sealed partial class HttpJobSchedulerClient
{
    public async IAsyncEnumerable<JobEvent> WatchAsync(string jobId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var watch = new JobWatch(transport, Names.RequireJobId(jobId));
        await foreach (var change in watch.ReadAsync(cancellationToken))
            yield return change;
    }

    /// <remarks>
    /// By the event stream; where it breaks or cannot be had (the server's bound on streams, a proxy) by looking at the status
    /// before the stream is tried again.
    /// </remarks>
    public async Task<JobSnapshot> WaitAsync(string jobId, CancellationToken cancellationToken = default)
    {
        Names.RequireJobId(jobId);
        while (!await SawEndAsync(jobId, cancellationToken) && !await HasEndedAsync(jobId, cancellationToken))
            await transport.Seams.Delay(transport.Options.PollInterval, cancellationToken);
        return await GetAsync(jobId, cancellationToken) ?? throw new JobNotFoundException(jobId);
    }

    private async Task<bool> SawEndAsync(string jobId, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in new JobWatch(transport, jobId, maxRetries: 0).ReadAsync(cancellationToken))
            {
                // Only the end matters.
            }

            return true;
        }
        catch (JobSchedulerException e) when (e is not JobNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Tries again as every call does, and throws what cannot be helped.</summary>
    private async Task<bool> HasEndedAsync(string jobId, CancellationToken cancellationToken)
    {
        var (_, status) = await CallAsync(ApiRequest.Get($"v1/jobs/{jobId}/status"), JobReader.Status, jobId, cancellationToken);
        return status.State is JobState.Completed or JobState.Failed or JobState.Cancelled;
    }
}
