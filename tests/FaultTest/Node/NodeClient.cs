using System.Collections.Concurrent;
using JobScheduler.Tests.History;

namespace JobScheduler.FaultTest.Node;

/// <summary>
/// A caller of a node, in process. What is not answered when the machine goes off is in doubt, and what is in doubt is submitted
/// again to the next life if it has an idempotency key.
/// </summary>
internal sealed class NodeClient(IJobSchedulerClient client, NodeHistory history, CancellationToken off)
{
    private readonly ConcurrentQueue<JobSubmission> _inDoubt = new();
    private int _refusedAsFull;

    /// <summary>Submissions whose fate is not known and that may be repeated.</summary>
    public IReadOnlyList<JobSubmission> InDoubt => [.. _inDoubt];

    /// <summary>Refusals because the disk is full.</summary>
    public int RefusedAsFull => _refusedAsFull;

    public async Task<SubmitTold> SubmitAsync(JobSubmission submission)
    {
        var sent = Now;
        var (answer, job) = await AnswerAsync(submission);
        if (answer == SubmitAnswer.Unknown && submission.IdempotencyKey is not null)
            _inDoubt.Enqueue(submission);
        var told = new SubmitTold(sent, Now, answer, job?.JobId)
        {
            RunAt = answer == SubmitAnswer.Accepted ? job!.RunAt : default, // an existing job may wait for a retry by now
            Priority = submission.Priority ?? 0,
            MaxAttempts = submission.MaxAttempts ?? 5,
            ConcurrencyKey = submission.ConcurrencyKey,
            IdempotencyKey = submission.IdempotencyKey,
        };
        history.Add(told);
        return told;
    }

    public async Task CancelAsync(string jobId)
    {
        var sent = Now;
        JobState? state = null;
        var unknown = false;
        try
        {
            state = (await client.CancelAsync(jobId, CancellationToken.None).WaitAsync(off)).State;
        }
        catch (Exception e) when (e is OutcomeUnknownException or OperationCanceledException)
        {
            unknown = true;
        }
        catch (JobSchedulerException)
        {
            // Nothing was changed.
        }

        history.Add(new CommandTold(sent, Now, CommandKind.Cancel, jobId, state) { Unknown = unknown });
    }

    /// <summary>A job is about to be made due, on the node's clock.</summary>
    public void DueFrom(string jobId, DateTimeOffset nodeTime) => history.Add(new DueChanged(Now, jobId, nodeTime.AddMilliseconds(-1)));

    private async Task<(SubmitAnswer Answer, JobSnapshot? Job)> AnswerAsync(JobSubmission submission)
    {
        try
        {
            var result = await client.SubmitAsync(submission, CancellationToken.None).WaitAsync(off);
            return (result.Created ? SubmitAnswer.Accepted : SubmitAnswer.Existing, result.Job);
        }
        catch (Exception e) when (e is OutcomeUnknownException or OperationCanceledException)
        {
            return (SubmitAnswer.Unknown, null);
        }
        catch (SchedulerUnavailableException e)
        {
            if (e.StorageFull)
                Interlocked.Increment(ref _refusedAsFull); // many callers are answered at once
            return (SubmitAnswer.Refused, null);
        }
        catch (SchedulerOverloadedException)
        {
            return (SubmitAnswer.Refused, null);
        }
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}
