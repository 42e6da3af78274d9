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
        await foreach (var change in EventsOf(Names.RequireJobId(jobId)).ReadAsync(cancellationToken))
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
            await foreach (var _ in EventsOf(jobId, maxRetries: 0).ReadAsync(cancellationToken))
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

    private EventSource<JobEvent> EventsOf(string jobId, int? maxRetries = null) => new(transport, $"v1/jobs/{jobId}/events")
    {
        Read = new JobEventReader().Read,
        IsEnd = static change => change.Job.State is JobState.Completed or JobState.Failed or JobState.Cancelled,
        JobId = jobId,
        MaxRetries = maxRetries,
    };

    /// <summary>Tries again as every call does, and throws what cannot be helped.</summary>
    private async Task<bool> HasEndedAsync(string jobId, CancellationToken cancellationToken)
    {
        var (_, status) = await CallAsync(ApiRequest.Get($"v1/jobs/{jobId}/status"), JobReader.Status, jobId, cancellationToken);
        return status.State is JobState.Completed or JobState.Failed or JobState.Cancelled;
    }
}
