namespace JobScheduler;

/// <summary>
/// One node: a running process; key: its name. It lives on the node of that name and nowhere else: while none is alive, every call fails
/// at once.
/// </summary>
[Alias("JobScheduler.INodeGrain")]
public interface INodeGrain : IGrainWithStringKey
{
    /// <summary>What the node is and does now.</summary>
    [Alias("Describe"), AlwaysInterleave]
    Task<NodeSnapshot> DescribeAsync();

    /// <summary>Another node says how it is from now on, before anybody asks: it has joined, or it drains.</summary>
    /// <param name="other">That node.</param>
    [Alias("Notice"), AlwaysInterleave]
    Task NoticeAsync(NodeSnapshot other);

    /// <summary>For each attempt whether it is on this node: it runs, or has ended and its report is not accepted yet.</summary>
    /// <param name="attempts">The attempts.</param>
    [Alias("Confirm"), AlwaysInterleave]
    Task<bool[]> ConfirmAsync(AttemptRef[] attempts);

    /// <summary>
    /// Starts an attempt and returns at once; its end is reported to its partition by calls. The same token again changes nothing. A node
    /// that drains, or has no handler for the type, reports at once that the attempt was not begun.
    /// </summary>
    /// <param name="order">The attempt.</param>
    [Alias("Start"), AlwaysInterleave]
    Task StartAsync(AttemptOrder order);

    /// <summary>Fires the cancellation token of an attempt, or takes it back if its handler was not entered yet.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="token">Fencing token.</param>
    [Alias("Cancel"), AlwaysInterleave]
    Task CancelAsync(string jobId, long token);

    /// <summary>
    /// Checks submissions and fills in their defaults, for a node that does not know their job type; one answer each, in their order.
    /// </summary>
    /// <param name="submissions">Requests whose type this node knows.</param>
    /// <param name="compared">True: their hash is wanted although they have no idempotency key.</param>
    [Alias("Resolve"), AlwaysInterleave]
    Task<ResolvedSubmission[]> ResolveAsync(JobSubmission[] submissions, bool compared);

    /// <summary>Everything an operator asks about the node and the partitions it serves; these figures are about a second old.</summary>
    [Alias("Inspect"), AlwaysInterleave]
    Task<NodeReport> InspectAsync();

    /// <summary>Describes job types; one that this node does not know is left out.</summary>
    /// <param name="jobTypes">Names or aliases.</param>
    [Alias("DescribeTypes"), AlwaysInterleave]
    Task<JobTypeDescription[]> DescribeTypesAsync(string[] jobTypes);

    /// <summary>What the node has counted, step by step.</summary>
    /// <param name="resolution">How long a step is.</param>
    [Alias("History"), AlwaysInterleave]
    Task<StatsSlice> HistoryAsync(StatsResolution resolution);

    /// <summary>
    /// Changes of jobs that became durable on this node, as soon as there are any. The node keeps them from the first such call on, until a
    /// minute after the last.
    /// </summary>
    /// <param name="after">Where the page before ended; null: from now on, answered at once.</param>
    /// <param name="atMost">How long to wait for the first change, 0 to 20 s.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of its range.</exception>
    [Alias("ReadChanges"), AlwaysInterleave]
    Task<ChangePage> ReadChangesAsync(string? after, TimeSpan atMost);
}
