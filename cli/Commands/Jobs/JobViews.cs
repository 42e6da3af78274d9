using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Jobs;

/// <summary>Jobs for people.</summary>
internal static class JobViews
{
    public static Piece State(JobSummary job) => new(Words.Of(job.State), Tones.Of(job.State));

    /// <summary>Jobs as rows.</summary>
    public static TextTable Table(IEnumerable<JobSummary> jobs, DateTimeOffset now)
    {
        var table = new TextTable("JOB", "TYPE", "QUEUE", "STATE", "ATTEMPT", "WHEN", "NOTE");
        foreach (var job in jobs)
            table.Add(job.JobId, job.JobType, job.Queue, State(job), $"{job.Attempt}", When(job, now), Note(job));
        return table;
    }

    /// <summary>Why it is where it is, in a few words.</summary>
    public static Piece Note(JobSummary job) => job switch
    {
        { Error: { } error } => new Piece(CleanText.Of($"{error.Code}: {error.Message}"), job.State == JobState.Failed ? Tone.Bad : Tone.Warning),
        { State: JobState.Running, CancelRequestedAt: not null } => new Piece("cancel asked for", Tone.Warning),
        { State: JobState.Running, ProgressPercent: { } percent } => $"{Human.Percent(percent)} {job.Message}".TrimEnd(),
        { WaitingReason: { } reason and not WaitingReason.NotDue } => new Piece(Reason(reason), Tone.Warning),
        _ => job.Message ?? "",
    };

    /// <summary>Why it waits, in words.</summary>
    public static string Reason(WaitingReason reason) => reason switch
    {
        WaitingReason.NotDue => "its time has not come",
        WaitingReason.RetryDelay => "waits to be tried again",
        WaitingReason.Snoozed => "its handler asked to be called later",
        WaitingReason.QueuePaused => "its queue is paused",
        WaitingReason.UnknownType => "no node handles its type",
        WaitingReason.KeyBusy => "another job of its concurrency key goes first",
        WaitingReason.NoSlot => "waits for a slot",
        _ => "it starts in a moment",
    };

    private static string When(JobSummary job, DateTimeOffset now) => job.State switch
    {
        JobState.Scheduled or JobState.Queued => Human.Distance(job.RunAt, now),
        JobState.Running => Human.Distance(job.StartedAt, now),
        _ => Human.Distance(job.FinishedAt, now),
    };
}
