using System.Globalization;
using JobScheduler.Client.Http;
using JobScheduler.Client.Mapping;

namespace JobScheduler.Client;

/// <summary>Groups of dead letters, and logs of attempts.</summary>
internal sealed partial class HttpJobSchedulerClient
{
    public async Task<AttemptLog?> GetAttemptLogAsync(string jobId, int attempt, CancellationToken cancellationToken = default)
    {
        if (!Names.IsJobId(jobId) || attempt < 1)
            return null;
        var request = ApiRequest.Get(string.Create(CultureInfo.InvariantCulture, $"v1/jobs/{jobId}/attempts/{attempt}/log"));
        try
        {
            return (await CallAsync(request, JobReader.Log, jobId, cancellationToken)).Value;
        }
        catch (JobNotFoundException)
        {
            return null;
        }
    }

    public async Task<Page<DeadLetterGroup>> ListDeadLetterGroupsAsync(DeadLetterGroupQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var filter = new JobFilter { JobTypes = query.JobTypes, ErrorCodes = query.ErrorCodes, Queues = query.Queues };
        var request = ApiRequest.Get(FilterParameters.WithQuery(
            "v1/dead-letters/groups", [.. FilterParameters.Of(filter), .. FilterParameters.Paging(query.Limit, query.Cursor)]));
        return (await CallAsync(request, json => OperationsReader.Page(json, DeadLetterReader.Group), null, cancellationToken)).Value;
    }
}
