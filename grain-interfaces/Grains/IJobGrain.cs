namespace JobScheduler;

/// <summary>One job, addressable from anywhere; key: the job id. It lives where the job's partition does.</summary>
[Alias("JobScheduler.IJobGrain")]
public interface IJobGrain : IGrainWithStringKey
{
    /// <summary>The whole job as its node shows it, or null.</summary>
    [Alias("Get"), AlwaysInterleave]
    Task<JobSnapshot?> GetAsync();

    /// <summary>
    /// The job, as soon as it is terminal or its newest event is another than the caller knows; without payload, unless it is terminal.
    /// Null: nothing has changed in time, or there is no such job.
    /// </summary>
    /// <param name="lastEventId">The newest event that the caller knows; null: none, so that the job is answered at once.</param>
    /// <param name="atMost">How long to wait, 0 to 20 s.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of its range.</exception>
    [Alias("Wait"), AlwaysInterleave]
    Task<JobSnapshot?> WaitAsync(string? lastEventId, TimeSpan atMost);
}
