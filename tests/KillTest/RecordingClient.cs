using System.Collections.Concurrent;
using JobScheduler.Tests.History;

namespace JobScheduler.KillTest;

/// <summary>Submits and commands over a client that never tries again by itself, and writes down what was told.</summary>
internal sealed class RecordingClient(IJobSchedulerClient client, ConcurrentQueue<HistoryEvent> history, TimeProvider time)
{
    /// <summary>One submit. Its told time is never later than the true one: what is not known exactly is rounded to the early side.</summary>
    public async Task<SubmitTold> SubmitAsync(JobSubmission submission, DateTimeOffset firstSent)
    {
        var sent = time.GetUtcNow();
        var (answer, jobId, runAt) = await AnswerAsync();
        var told = new SubmitTold(sent, time.GetUtcNow(), answer, jobId)
        {
            RunAt = runAt ?? WholeMilliseconds(firstSent + (submission.Delay ?? TimeSpan.Zero)),
            Priority = submission.Priority ?? 0,
            MaxAttempts = submission.MaxAttempts ?? 5,
            ConcurrencyKey = submission.ConcurrencyKey,
            IdempotencyKey = submission.IdempotencyKey,
        };
        history.Enqueue(told);
        return told;

        async Task<(SubmitAnswer, string?, DateTimeOffset?)> AnswerAsync()
        {
            try
            {
                var result = await client.SubmitAsync(submission);

                // An existing job may wait for a retry by now: its run_at is not the one it was accepted with.
                return result.Created
                    ? (SubmitAnswer.Accepted, result.Job.JobId, result.Job.RunAt)
                    : (SubmitAnswer.Existing, result.Job.JobId, null);
            }
            catch (OutcomeUnknownException)
            {
                return (SubmitAnswer.Unknown, null, null);
            }
            catch (IdempotencyConflictException e)
            {
                return (SubmitAnswer.Conflict, e.JobId, null);
            }
            catch (JobSchedulerException e) when (e is SchedulerUnavailableException or SchedulerOverloadedException)
            {
                return (SubmitAnswer.Refused, null, null);
            }
        }
    }

    public async Task CommandAsync(CommandKind kind, string jobId, TimeSpan moveBy)
    {
        var sent = time.GetUtcNow();
        var runAt = WholeMilliseconds(sent + moveBy);
        JobState? state = null;
        var unknown = false;
        try
        {
            var job = kind switch
            {
                CommandKind.Cancel => await client.CancelAsync(jobId),
                CommandKind.RunNow => await client.RunNowAsync(jobId),
                CommandKind.Retry => await client.RetryAsync(jobId),
                _ => await client.MoveAsync(jobId, new JobMove { RunAt = runAt }),
            };
            state = job.State;
        }
        catch (OutcomeUnknownException)
        {
            unknown = true;
        }
        catch (JobSchedulerException e) when (e is JobStateConflictException or SchedulerUnavailableException or SchedulerOverloadedException)
        {
            // Nothing was changed.
        }

        history.Enqueue(new CommandTold(WholeMilliseconds(sent), time.GetUtcNow(), kind, jobId, state) { Unknown = unknown, RunAt = runAt });
    }

    /// <summary>The scheduler's times are whole milliseconds, so a time of ours compares with them only when cut to one.</summary>
    private static DateTimeOffset WholeMilliseconds(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMillisecond));
}
