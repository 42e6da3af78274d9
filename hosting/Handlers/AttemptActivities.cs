using System.Diagnostics;
using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Jobs;

namespace JobScheduler.Hosting.Handlers;

/// <summary>
/// Continues the trace of the submit in each attempt. There is an activity also when nobody listens, a bare one that nobody is told of,
/// so that what the handler calls (HttpClient, databases) carries the trace on.
/// </summary>
internal static class AttemptActivities
{
    /// <summary>Starts the attempt's activity; it is current until it is disposed of.</summary>
    public static Activity Start(string jobType, AttemptInfo attempt, JobContext context)
    {
        return StartHeard(jobType, attempt, context) ?? StartBare(attempt);
    }

    /// <summary>Says how the attempt ended. The result names its activity, if somebody sees that.</summary>
    public static HandlerResult Describe(Activity activity, HandlerResult result)
    {
        if (!activity.IsAllDataRequested || activity.Source != SchedulerActivities.Source)
            return result;
        var traced = result with { Trace = activity.Context };
        activity.SetTag("jobscheduler.outcome", result.Kind.ToString().ToLowerInvariant());
        if (result.Error is { } error)
            activity.SetTag("error.type", error.Code).SetStatus(ActivityStatusCode.Error, error.Message);
        return traced;
    }

    private static Activity? StartHeard(string jobType, AttemptInfo attempt, JobContext context)
    {
        if (!SchedulerActivities.IsOn || !ActivityContext.TryParse(attempt.TraceParent, attempt.TraceState, isRemote: true, out var submit))
            return null;
        var activity = SchedulerActivities.Source.StartActivity("attempt " + jobType, ActivityKind.Consumer, submit, links: [new ActivityLink(submit)]);
        return SchedulerActivities.Describe(activity, "attempt", "process", context.JobId, jobType, context.Queue)?
            .SetTag("jobscheduler.attempt", context.Attempt)
            .SetTag("jobscheduler.fencing_token", context.FencingToken)
            .SetTag("jobscheduler.partition", attempt.Partition);
    }

    // The activity reads of its parent only what it is asked for, and nothing of one that is not valid.
    private static Activity StartBare(AttemptInfo attempt)
    {
        var activity = new Activity("attempt").SetIdFormat(ActivityIdFormat.W3C).SetParentId(attempt.TraceParent);
        activity.TraceStateString = attempt.TraceState;
        return activity.Start();
    }
}
