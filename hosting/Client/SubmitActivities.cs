using System.Diagnostics;
using JobScheduler.Grains.Diagnostics;
using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.Client;

/// <summary>
/// The activity of a submit: a child of the caller's (the traceparent of the submission, else the current activity), or the root of a
/// new trace. What is submitted continues it. Only for use while somebody listens.
/// </summary>
internal static class SubmitActivities
{
    private const int MaxName = 128;

    /// <summary>Starts the activity of one submission; null: nobody wants it.</summary>
    public static Activity? Start(JobSubmission submission) => SchedulerActivities.Describe(
        Start("submit " + Name(submission.JobType), submission), "submit", "send", null, Name(submission.JobType), Name(submission.Queue));

    /// <summary>Starts the activity of a batch: that of its jobs if they have one trace, else the root of its own.</summary>
    public static Activity? Start(IReadOnlyList<JobSubmission> submissions, bool oneTrace)
    {
        var activity = oneTrace ? Start("submit batch", submissions[0]) : StartRoot("submit batch");
        return SchedulerActivities.Describe(activity, "submit", "send", null, null, null)?.SetTag("messaging.batch.message_count", submissions.Count);
    }

    /// <summary>Starts the activity of a schedule's trigger: a submit of the schedule's job.</summary>
    public static Activity? StartTrigger(string scheduleId) =>
        !SchedulerActivities.IsOn ? null : SchedulerActivities.Describe(
            SchedulerActivities.Source.StartActivity("submit", ActivityKind.Producer), "submit", "send", null, null, null)?
            .SetTag("jobscheduler.schedule_id", scheduleId);

    /// <summary>The submission as a part of the activity's trace.</summary>
    public static JobSubmission Continue(JobSubmission submission, Activity? activity) => activity is null
        ? submission
        : submission with { TraceParent = activity.Id, TraceState = activity.TraceStateString };

    /// <summary>The submissions as parts of the activity's trace.</summary>
    public static IReadOnlyList<JobSubmission> Continue(IReadOnlyList<JobSubmission> submissions, Activity? activity) =>
        activity is null ? submissions : [.. submissions.Select(submission => Continue(submission, activity))];

    /// <summary>Whether all of a batch belong to one trace of the caller's; not empty.</summary>
    public static bool IsOneTrace(IReadOnlyList<JobSubmission> submissions) =>
        submissions.All(submission => submission is not null && submission.TraceParent == submissions[0].TraceParent)
        && (submissions[0].TraceParent is not null || Activity.Current is not null);

    /// <summary>Says which job came of it.</summary>
    public static void Describe(Activity? activity, SubmitResult result) => activity?
        .SetTag("messaging.message.id", result.Job.JobId)
        .SetTag("messaging.destination.name", result.Job.Queue)
        .SetTag("jobscheduler.job_id", result.Job.JobId)
        .SetTag("jobscheduler.created", result.Created);

    /// <summary>Says that it failed.</summary>
    public static void Failed(Activity? activity, Exception exception) =>
        activity?.SetTag("error.type", exception.GetType().FullName).SetStatus(ActivityStatusCode.Error, exception.Message);

    // Not checked yet: it may be anything.
    private static string? Name(string? text) => text is null ? null : TextCut.AtMost(text, MaxName);

    private static Activity? Start(string name, JobSubmission submission)
    {
        var given = TraceContext.Normalize(submission.TraceParent);
        if (given is null && submission.TraceParent is not null)
            return StartRoot(name); // a traceparent that is none starts a trace, as W3C says
        ActivityContext.TryParse(given, TraceContext.CheckState(submission.TraceState), isRemote: true, out var parent);
        return SchedulerActivities.Source.StartActivity(name, ActivityKind.Producer, parent); // no parent: that of the current activity
    }

    // To be called where the current activity may be changed, in an async method.
    private static Activity? StartRoot(string name)
    {
        Activity.Current = null;
        return SchedulerActivities.Source.StartActivity(name, ActivityKind.Producer);
    }
}
