using JobScheduler.Grains.Diagnostics;

namespace JobScheduler.Hosting.Client;

/// <content>Submits with an activity around them, while somebody listens.</content>
internal sealed partial class InProcessClient
{
    public Task<SubmitResult> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken = default) =>
        SchedulerActivities.IsOn && submission is not null
            ? SubmitTracedAsync(submission, cancellationToken)
            : SubmitOneAsync(submission!, cancellationToken);

    public Task<IReadOnlyList<BatchEntry>> SubmitBatchAsync(
        IReadOnlyList<JobSubmission> submissions, string? idempotencyKey = null, CancellationToken cancellationToken = default) =>
        SchedulerActivities.IsOn && submissions is { Count: > 0 }
            ? SubmitBatchTracedAsync(submissions, idempotencyKey, cancellationToken)
            : SubmitAllAsync(submissions, idempotencyKey, cancellationToken);

    private async Task<SubmitResult> SubmitTracedAsync(JobSubmission submission, CancellationToken cancellationToken)
    {
        using var activity = SubmitActivities.Start(submission);
        try
        {
            var result = await SubmitOneAsync(SubmitActivities.Continue(submission, activity), cancellationToken);
            SubmitActivities.Describe(activity, result);
            return result;
        }
        catch (Exception e)
        {
            SubmitActivities.Failed(activity, e);
            throw;
        }
    }

    private async Task<IReadOnlyList<BatchEntry>> SubmitBatchTracedAsync(
        IReadOnlyList<JobSubmission> submissions, string? idempotencyKey, CancellationToken cancellationToken)
    {
        // Before the activity starts, which may become the current one.
        var oneTrace = SubmitActivities.IsOneTrace(submissions);
        using var activity = SubmitActivities.Start(submissions, oneTrace);
        try
        {
            return await SubmitAllAsync(oneTrace ? SubmitActivities.Continue(submissions, activity) : submissions, idempotencyKey, cancellationToken);
        }
        catch (Exception e)
        {
            SubmitActivities.Failed(activity, e);
            throw;
        }
    }
}
