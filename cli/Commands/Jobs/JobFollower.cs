using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Jobs;

/// <summary>Follows a job by its events: one line a change of state, and its progress as a bar where a person looks.</summary>
internal static class JobFollower
{
    /// <summary>Follows until the job ends.</summary>
    /// <param name="session">The command's run.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="events">True: each event is data; false: only the job as it ended is.</param>
    /// <param name="cancellationToken">Ctrl-C; the job goes on.</param>
    public static async Task<int> RunAsync(Session session, string jobId, bool events, CancellationToken cancellationToken)
    {
        var ended = await session.Messages.ProgressAsync(jobId, bar => FollowAsync(session, jobId, events, bar, cancellationToken));
        if (!events)
        {
            var answer = await session.Scheduler.AskAsync(client => client.GetAsync(jobId, cancellationToken));
            var job = answer.Value ?? throw new JobNotFoundException(jobId);
            session.Printer.Write(answer.Json, () => new JobDetail(job, session.Now));
        }

        return ended == JobState.Completed ? ExitCodes.Done : ExitCodes.JobNotCompleted;
    }

    private static async Task<JobState> FollowAsync(
        Session session, string jobId, bool events, IProgress<Step> bar, CancellationToken cancellationToken)
    {
        JobEvent? last = null;
        await foreach (var change in session.Scheduler.Client.WatchAsync(jobId, cancellationToken))
        {
            last = change;
            var job = change.Job;
            // On a terminal that is also read for messages progress is the bar's; elsewhere nothing of it is lost.
            var isOfTheBar = change.Kind == JobEventKind.Progress && session.Printer.IsTable && session.Terminal.IsErrorTerminal;
            if (events && !isOfTheBar)
                session.Printer.WriteNext(EventJson.Of(change), () => Line(change));
            bar.Report(new($"{job.JobType} {Words.Of(job.State)} {job.Message}".TrimEnd(), job.ProgressPercent ?? 0, job.ProgressPercent is null ? null : 100));
        }

        // A stream that ends at once is that of a job which had ended.
        return last?.Job.State ?? (await session.Scheduler.Client.GetStatusAsync(jobId, cancellationToken) ?? throw new JobNotFoundException(jobId)).State;
    }

    private static Line Line(JobEvent change)
    {
        var job = change.Job;
        var line = new Line().Add(Human.Time(change.At), Tone.Faint).Add("  ");
        if (change.Kind == JobEventKind.Progress)
            return line.Add($"{"progress",-9}  {Human.Percent(job.ProgressPercent)} {job.Message}".TrimEnd());
        line.Add($"{Words.Of(job.State),-9}", Tones.Of(job.State)).Add("  ").Add(job.Attempt > 0 ? $"attempt {job.Attempt}" : "no attempt yet");
        if (job.WaitingReason is { } reason)
            line.Add(", " + JobViews.Reason(reason));
        return job.Error is { } error ? line.Add(", ").Add(error.Code, Tone.Bad) : line;
    }
}
