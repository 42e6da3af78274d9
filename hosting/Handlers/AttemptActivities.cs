using System.Diagnostics;
using JobScheduler.Grains.Jobs;

namespace JobScheduler.Hosting.Handlers;

/// <summary>
/// Continues the trace of the submit in each attempt: an activity of the source <c>JobScheduler</c>. There is one also when nobody
/// listens, so that what the handler calls (HttpClient, databases) carries the trace on.
/// </summary>
internal sealed class AttemptActivities : IDisposable
{
    private readonly ActivitySource _source = new("JobScheduler");

    /// <summary>Starts the attempt's activity; it is current until it is disposed of.</summary>
    public Activity? Start(string jobType, AttemptInfo attempt, JobContext context)
    {
        var name = "job " + jobType;
        var known = ActivityContext.TryParse(attempt.TraceParent, attempt.TraceState, isRemote: true, out var parent);
        var activity = known ? _source.StartActivity(name, ActivityKind.Consumer, parent) : null;
        if (activity is null)
        {
            activity = new Activity(name).SetIdFormat(ActivityIdFormat.W3C);
            if (known)
            {
                activity.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
                activity.TraceStateString = parent.TraceState;
            }

            activity.Start();
        }

        return activity
            .SetTag("jobscheduler.job_id", context.JobId)
            .SetTag("jobscheduler.job_type", jobType)
            .SetTag("jobscheduler.attempt", context.Attempt)
            .SetTag("jobscheduler.queue", context.Queue)
            .SetTag("jobscheduler.partition", attempt.Partition);
    }

    /// <summary>Says how the attempt ended.</summary>
    public static void Describe(Activity? activity, HandlerResult result)
    {
        activity?.SetTag("jobscheduler.outcome", result.Kind.ToString().ToLowerInvariant());
        if (result.Error is not { } error)
            return;
        activity?.SetTag("error.type", error.Code);
        activity?.SetStatus(ActivityStatusCode.Error, error.Message);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
