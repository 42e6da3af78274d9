namespace JobScheduler;

/// <summary>
/// One slice of the schedule and the only writer of it; key: the partition's number. Every answer waits until all it has seen is
/// durable. Calls wait at most 10 s and then say so in their answer.
/// </summary>
[Alias("JobScheduler.IPartitionGrain")]
public interface IPartitionGrain : IGrainWithIntegerKey
{
    /// <summary>Makes the partition serve; answers at once, also while it is still acquiring its term.</summary>
    [Alias("Wake")]
    Task<PartitionSnapshot> WakeAsync();

    /// <summary>Submits a job.</summary>
    /// <param name="spec">The resolved request.</param>
    /// <param name="hash">Hash of its routing key; it lies in this partition.</param>
    [Alias("Submit")]
    Task<JobAnswer> SubmitAsync(JobSpec spec, ushort hash);

    /// <summary>Submits jobs; one answer each, in their order, without the jobs themselves.</summary>
    /// <param name="specs">The resolved requests.</param>
    /// <param name="hashes">Hashes of their routing keys.</param>
    [Alias("SubmitMany")]
    Task<JobAnswer[]> SubmitManyAsync(JobSpec[] specs, ushort[] hashes);

    /// <summary>What a submit would find, without storing anything: Done (free), Existing or IdempotencyConflict.</summary>
    /// <param name="specs">The resolved requests, each with an idempotency key.</param>
    [Alias("Probe")]
    Task<JobAnswer[]> ProbeAsync(JobSpec[] specs);

    /// <summary>Changes jobs; one answer each, in their order.</summary>
    /// <param name="commands">The changes.</param>
    [Alias("Change")]
    Task<JobAnswer[]> ChangeAsync(JobCommand[] commands);

    /// <summary>An attempt's end; reported again until the answer is Accepted or Stale.</summary>
    /// <param name="report">How it ended.</param>
    [Alias("Report")]
    Task<ReportAnswer> ReportAsync(AttemptReport report);

    /// <summary>Progress of a running attempt.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="token">The attempt's fencing token.</param>
    /// <param name="percent">0 to 100.</param>
    /// <param name="message">A sentence, or null.</param>
    [Alias("Progress")]
    Task<ReportAnswer> ProgressAsync(string jobId, long token, double percent, string? message);

    /// <summary>Writes a queue's row; the queue's name hashes to this partition.</summary>
    /// <param name="command">The change.</param>
    [Alias("SetQueue")]
    Task<QueueAnswer> SetQueueAsync(QueueCommand command);

    /// <summary>Changes a schedule whose id hashes to this partition.</summary>
    /// <param name="command">The change.</param>
    [Alias("ChangeSchedule")]
    Task<ScheduleAnswer> ChangeScheduleAsync(ScheduleCommand command);

    /// <summary>Delivers a send row; answers when what it says is durable here, or was already.</summary>
    /// <param name="job">The job.</param>
    [Alias("Deliver")]
    Task<PartitionStatus> DeliverAsync(SentJob job);

    /// <summary>
    /// Removes jobs whose time is over by this partition's own clock and rules; one answer each, in their order: Done, NotFound (gone
    /// already) or StateConflict (not now).
    /// </summary>
    /// <param name="jobIds">Jobs that lie in this partition.</param>
    [Alias("Trim")]
    Task<PartitionStatus[]> TrimAsync(string[] jobIds);
}

/// <summary>One queue; key: its name.</summary>
[Alias("JobScheduler.IQueueGrain")]
public interface IQueueGrain : IGrainWithStringKey
{
    /// <summary>Pauses or resumes; when a pause is answered, no further attempt of the queue starts (in a cluster: within 1 s).</summary>
    /// <param name="command">The change.</param>
    [Alias("Set")]
    Task<QueueAnswer> SetAsync(QueueCommand command);
}

/// <summary>Retention; key: 0. Finds jobs whose time is over, for all partitions.</summary>
[Alias("JobScheduler.IRetentionGrain")]
public interface IRetentionGrain : IGrainWithIntegerKey
{
    /// <summary>Makes it work, and go on working; answers at once.</summary>
    [Alias("Wake")]
    Task WakeAsync();
}

/// <summary>The root; key: 0. Keeps the partitions awake.</summary>
[Alias("JobScheduler.ISchedulerGrain")]
public interface ISchedulerGrain : IGrainWithIntegerKey
{
    /// <summary>Wakes all partitions now and keeps waking them from now on; answers what they said.</summary>
    [Alias("Start")]
    Task<PartitionSnapshot[]> StartAsync();

    /// <summary>The nodes of the cluster as this grain's node knows them, in order of their names.</summary>
    [Alias("Nodes"), AlwaysInterleave]
    Task<NodeSnapshot[]> NodesAsync();
}
