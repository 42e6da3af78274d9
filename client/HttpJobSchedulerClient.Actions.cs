using JobScheduler.Client.Http;
using JobScheduler.Client.Mapping;

namespace JobScheduler.Client;

/// <summary>What changes jobs and queues that exist.</summary>
internal sealed partial class HttpJobSchedulerClient
{
    public async Task<JobSnapshot> MoveAsync(string jobId, JobMove change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        var request = new ApiRequest(HttpMethod.Patch, $"v1/jobs/{Names.RequireJobId(jobId)}") { Body = RequestWriter.Move(change) };
        return (await CallAsync(request, JobReader.Job, jobId, cancellationToken)).Value;
    }

    public Task<JobSnapshot> CancelAsync(string jobId, CancellationToken cancellationToken = default) =>
        ActAsync(jobId, "cancel", _ => false, cancellationToken);

    public Task<JobSnapshot> RunNowAsync(string jobId, CancellationToken cancellationToken = default) =>
        ActAsync(jobId, "run", state => state is JobState.Running or JobState.Completed or JobState.Failed, cancellationToken);

    public Task<JobSnapshot> RetryAsync(string jobId, CancellationToken cancellationToken = default) =>
        ActAsync(
            jobId, "retry", state => state is JobState.Scheduled or JobState.Queued or JobState.Running or JobState.Completed, cancellationToken);

    public async Task<BulkResult> BulkAsync(BulkAction action, BulkRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);

        // Once more after a lost answer would work through another `limit` jobs: a canary of 5 would become 10.
        var jobs = action is BulkAction.Replay or BulkAction.Discard ? "v1/dead-letters" : "v1/jobs";
        var call = ApiRequest.Post($"{jobs}:{EnumNames<BulkAction>.Of(action)}", RequestWriter.Bulk(request)) with
        {
            Repetition = request.DryRun ? Repetition.Harmless : Repetition.OnlyIfRefused,
        };
        return (await CallAsync(call, OperationsReader.Bulk, null, cancellationToken)).Value;
    }

    public async Task<Page<QueueSnapshot>> ListQueuesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        var request = ApiRequest.Get(FilterParameters.WithQuery("v1/queues", FilterParameters.Paging(limit, cursor)));
        return (await CallAsync(request, j => OperationsReader.Page(j, OperationsReader.Queue), null, cancellationToken)).Value;
    }

    public async Task<QueueSnapshot> PauseQueueAsync(
        string queue, string? note = null, string? by = null, CancellationToken cancellationToken = default)
    {
        var request = ApiRequest.Post($"v1/queues/{Names.RequireQueue(queue)}:pause", RequestWriter.Pause(note, by));
        return (await CallAsync(request, OperationsReader.Queue, null, cancellationToken)).Value;
    }

    public async Task<QueueSnapshot> ResumeQueueAsync(string queue, CancellationToken cancellationToken = default)
    {
        var request = ApiRequest.Post($"v1/queues/{Names.RequireQueue(queue)}:resume");
        return (await CallAsync(request, OperationsReader.Queue, null, cancellationToken)).Value;
    }

    public async Task<StatsSnapshot> GetStatsAsync(CancellationToken cancellationToken = default) =>
        (await CallAsync(ApiRequest.Get("v1/stats"), OperationsReader.Stats, null, cancellationToken)).Value;

    /// <summary>
    /// An action on one job. When an earlier try of the same call was perhaps applied, a conflict may be that try's own doing:
    /// the job is then in a state that the action leads to, and the call has done what it was asked for.
    /// </summary>
    private async Task<JobSnapshot> ActAsync(string jobId, string verb, Func<JobState, bool> leadsTo, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(ApiRequest.Post($"v1/jobs/{Names.RequireJobId(jobId)}:{verb}"), cancellationToken);
        if (answer.IsSuccess)
            return Answers.Read(answer, JobReader.Job);
        var refusal = Failures.Refused(answer, jobId);
        if (answer.AfterDoubt && refusal is JobStateConflictException { State: var state } && leadsTo(state))
            return await GetAsync(jobId, cancellationToken) ?? throw new JobNotFoundException(jobId);
        throw refusal;
    }
}
