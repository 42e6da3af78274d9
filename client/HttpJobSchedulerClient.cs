using System.Text.Json;
using JobScheduler.Client.Http;
using JobScheduler.Client.Mapping;

namespace JobScheduler.Client;

/// <summary>
/// The scheduler over HTTP. Each member is one call of the HTTP API: mapping is in Mapping/, sending and trying again in Http/,
/// event streams in Events/.
/// </summary>
/// <remarks>
/// A submit without an idempotency key gets a random one, so that trying again cannot make two jobs. See docs/client.md for
/// what each member does when an answer is lost.
/// </remarks>
internal sealed partial class HttpJobSchedulerClient(HttpTransport transport, PayloadTypes payloadTypes) : IJobSchedulerClient
{
    public async Task<SubmitResult> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var generated = submission.IdempotencyKey is null ? transport.Seams.NewKey() : null;
        var request = ApiRequest.Post("v1/jobs", RequestWriter.Submission(submission)) with
        {
            KeyHeader = generated,
            IdempotencyKey = generated ?? submission.IdempotencyKey,
            TraceParent = submission.TraceParent,
            TraceState = submission.TraceState,
        };
        var (answer, job) = await CallAsync(request, JobReader.Job, null, cancellationToken);

        // Nobody else knows a generated key: a 200 then is the answer to a try of this call whose own answer was lost.
        return new SubmitResult(job, Created: answer.Status != 200 || generated is not null);
    }

    public Task<SubmitResult> SubmitAsync<TPayload>(
        TPayload payload, Func<JobSubmission, JobSubmission>? configure = null, CancellationToken cancellationToken = default)
        where TPayload : notnull
    {
        var submission = JobSubmission.Create(payloadTypes.JobTypeOf(typeof(TPayload)), payload, transport.Options.PayloadJson);
        return SubmitAsync(configure is null ? submission : configure(submission), cancellationToken);
    }

    public async Task<IReadOnlyList<BatchEntry>> SubmitBatchAsync(
        IReadOnlyList<JobSubmission> submissions, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submissions);
        var key = idempotencyKey ?? transport.Seams.NewKey();
        var inHeader = Names.IsHeaderSafe(key);
        var request = ApiRequest.Post("v1/jobs:batch", RequestWriter.Batch(submissions, KeyInBody)) with
        {
            KeyHeader = inHeader ? key : null,
            IdempotencyKey = key,
        };
        var (_, entries) = await CallAsync(request, j => j.Items("jobs").Select(JobReader.BatchEntry).ToArray(), null, cancellationToken);
        return idempotencyKey is not null
            ? entries
            : [.. entries.Select((e, i) => submissions[i].IdempotencyKey is null ? e with { Created = true } : e)];

        // A header cannot carry every Unicode text; then the entries carry what the server would have made of it.
        string? KeyInBody(int i) => submissions[i].IdempotencyKey ?? (inHeader ? null : $"{key}/{i}");
    }

    public async Task<JobSnapshot?> GetAsync(string jobId, CancellationToken cancellationToken = default) =>
        await FindAsync(jobId, "", JobReader.Job, cancellationToken);

    public async Task<JobStatusSnapshot?> GetStatusAsync(string jobId, CancellationToken cancellationToken = default) =>
        await FindAsync(jobId, "/status", JobReader.Status, cancellationToken);

    public async Task<Page<JobSummary>> ListAsync(JobQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var request = ApiRequest.Get(FilterParameters.List(query));
        return (await CallAsync(request, j => OperationsReader.Page(j, JobReader.Summary), null, cancellationToken)).Value;
    }

    private async Task<T?> FindAsync<T>(string jobId, string part, Func<JsonElement, T> read, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(jobId);
        if (!Names.IsJobId(jobId))
            return null;
        try
        {
            return (await CallAsync(ApiRequest.Get($"v1/jobs/{jobId}{part}"), read, jobId, cancellationToken)).Value;
        }
        catch (JobNotFoundException)
        {
            return null;
        }
    }

    private async Task<(ApiAnswer Answer, T Value)> CallAsync<T>(
        ApiRequest request, Func<JsonElement, T> read, string? jobId, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(request, cancellationToken);
        if (!answer.IsSuccess)
            throw Failures.Refused(answer, jobId);
        return (answer, Answers.Read(answer, read));
    }
}
