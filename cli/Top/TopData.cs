namespace JobScheduler.Cli.Top;

/// <summary>What there is to choose from.</summary>
internal enum TopTab
{
    /// <summary>Jobs that run.</summary>
    Running,

    /// <summary>Jobs that wait, next due first.</summary>
    Waiting,

    /// <summary>Dead letters, newest first.</summary>
    Failed,

    /// <summary>Queues.</summary>
    Queues,
}

/// <summary>One look at the scheduler.</summary>
/// <param name="Stats">Counts, rates, lateness.</param>
/// <param name="Tab">What the rows are of.</param>
/// <param name="Jobs">The tab's jobs; none of queues.</param>
/// <param name="Queues">All queues, also where the tab is another.</param>
/// <param name="Job">The job that is looked into, or null.</param>
internal sealed record TopData(
    StatsSnapshot Stats, TopTab Tab, IReadOnlyList<JobSummary> Jobs, IReadOnlyList<QueueSnapshot> Queues, JobSnapshot? Job)
{
    /// <summary>Ids of the rows, in order.</summary>
    public IReadOnlyList<string> Ids => Tab == TopTab.Queues ? [.. Queues.Select(queue => queue.Name)] : [.. Jobs.Select(job => job.JobId)];
}
