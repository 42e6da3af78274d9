using System.Diagnostics;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>
/// The activities of the scheduler, all of the source <c>JobScheduler</c>. Names and tags are a contract: docs/tracing.md. The source
/// is static as it holds nothing but its listeners, which are the process's. Without a listener each call is one test of a field.
/// </summary>
public static class SchedulerActivities
{
    /// <summary>The name to listen to.</summary>
    public const string SourceName = "JobScheduler";

    /// <summary>The most links of one commit.</summary>
    public const int MostLinks = 32;

    /// <summary>The source.</summary>
    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>Whether anybody listens.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>A job was claimed and that is durable. The activity began when the job was due: it is the time the job waited.</summary>
    /// <param name="job">The claimed row.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static void Claimed(JobRecord job, int partition, long now)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (!IsOn || !TryReadTrace(job.Spec, out var submit))
            return;
        var due = DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(now, Math.Max(job.RunAt, job.SubmittedAt)));
        using var activity = Source.StartActivity("claim " + job.Spec.JobType, ActivityKind.Internal, submit, startTime: due);
        Describe(activity, "claim", "receive", job.JobId, job.Spec.JobType, job.Spec.Queue)?
            .SetTag("jobscheduler.attempt", job.Attempt)
            .SetTag("jobscheduler.fencing_token", job.Token)
            .SetTag("jobscheduler.partition", partition)
            .SetEndTime(DateTimeOffset.FromUnixTimeMilliseconds(now).UtcDateTime);
    }

    /// <summary>An attempt failed, another one follows, and that is durable.</summary>
    /// <param name="job">The row right after the failed attempt.</param>
    /// <param name="partition">Its partition.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="attempt">The failed attempt's activity; default if it is not known here.</param>
    public static void Retried(JobRecord job, int partition, long now, ActivityContext attempt)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (!IsOn || !TryReadTrace(job.Spec, out var submit))
            return;
        ActivityLink[] links = attempt == default ? [] : [new ActivityLink(attempt)];
        using var activity = Source.StartActivity("retry " + job.Spec.JobType, ActivityKind.Internal, submit, links: links);
        Describe(activity, "retry", null, job.JobId, job.Spec.JobType, job.Spec.Queue)?
            .SetTag("jobscheduler.attempt", job.Newest!.Attempt)
            .SetTag("jobscheduler.partition", partition)
            .SetTag("jobscheduler.retry_delay_ms", Math.Max(0, job.RunAt - now))
            .SetTag("error.type", job.Newest.Error?.Code);
    }

    /// <summary>
    /// A commit begins. If it is about jobs of one trace it belongs to that trace, else it is the root of its own, with links to some of
    /// theirs. A commit without a job whose trace is recorded has none.
    /// </summary>
    /// <param name="commit">The batch.</param>
    /// <remarks>To be called where <see cref="Activity.Current"/> may be changed: what happens to be current is not its parent.</remarks>
    public static Activity? StartCommit(CommitBatch commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        if (!IsOn)
            return null;
        var (jobs, traces) = TracesOf(commit);
        if (traces.Count == 0)
            return null;
        Activity.Current = null;
        var parent = traces.TrueForAll(trace => trace.TraceId == traces[0].TraceId) ? traces[0] : default;
        return Source.StartActivity("commit", ActivityKind.Internal, parent, links: traces.Select(trace => new ActivityLink(trace)))?
            .SetTag("jobscheduler.partition", commit.Partition)
            .SetTag("jobscheduler.term", commit.Term)
            .SetTag("jobscheduler.seq", commit.Seq)
            .SetTag("jobscheduler.commit.jobs", jobs)
            .SetTag("jobscheduler.commit.mutations", commit.Mutations.Count);
    }

    /// <summary>Says what became of a commit.</summary>
    /// <param name="activity">The commit's activity.</param>
    /// <param name="result">The store's answer.</param>
    public static void EndCommit(Activity? activity, CommitResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (activity is null)
            return;
        activity.SetTag("jobscheduler.commit.status", result.Status.ToString().ToLowerInvariant());
        if (result.Status == CommitStatus.Applied)
            return;
        var reason = result.Status == CommitStatus.Rejected ? result.Reason.ToString() : result.Status.ToString();
        activity.SetTag("error.type", reason.ToLowerInvariant()).SetStatus(ActivityStatusCode.Error, result.Detail);
    }

    /// <summary>Sets what every activity about a job has.</summary>
    /// <param name="activity">The activity.</param>
    /// <param name="operation">submit, claim, attempt or retry.</param>
    /// <param name="type">OpenTelemetry's kind of it: send, receive, process; null if it is none of them.</param>
    /// <param name="jobId">The job; null if it is not known yet.</param>
    /// <param name="jobType">Its type.</param>
    /// <param name="queue">Its queue; null if it is not known yet.</param>
    public static Activity? Describe(Activity? activity, string operation, string? type, string? jobId, string? jobType, string? queue) => activity?
        .SetTag("messaging.system", "jobscheduler")
        .SetTag("messaging.operation.name", operation)
        .SetTag("messaging.operation.type", type)
        .SetTag("messaging.destination.name", queue)
        .SetTag("messaging.message.id", jobId)
        .SetTag("jobscheduler.job_id", jobId)
        .SetTag("jobscheduler.job_type", jobType);

    /// <summary>Reads the trace that a job belongs to: the context of its submit.</summary>
    /// <param name="spec">The job.</param>
    /// <param name="trace">Its context.</param>
    public static bool TryReadTrace(JobSpec spec, out ActivityContext trace)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return ActivityContext.TryParse(spec.TraceParent, spec.TraceState, isRemote: true, out trace);
    }

    private static (int Jobs, List<ActivityContext> Traces) TracesOf(CommitBatch commit)
    {
        var jobs = 0;
        var traces = new List<ActivityContext>();
        foreach (var mutation in commit.Mutations)
        {
            if (SpecOf(mutation) is not { } spec)
                continue;
            jobs++;
            if (traces.Count < MostLinks && TryReadTrace(spec, out var trace) && trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                && !traces.Contains(trace))
                traces.Add(trace);
        }

        return (jobs, traces);
    }

    private static JobSpec? SpecOf(Mutation mutation) => mutation switch
    {
        InsertJob insert => insert.Job.Spec,
        UpdateJob update => update.Job.Spec,
        _ => null,
    };
}
