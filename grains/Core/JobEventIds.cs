using System.Globalization;

namespace JobScheduler.Grains.Core;

/// <summary>Names what watchers see of a job. The same state of a job always has the same id, so a stream can be resumed after any restart.</summary>
public static class JobEventIds
{
    /// <summary>The id of a job's newest event.</summary>
    /// <param name="job">The job as it is shown.</param>
    public static string Of(JobSummary job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{job.UpdatedAt.ToUnixTimeMilliseconds():x}-{job.Attempt:x}-{(int)job.State:x}-{(int)((job.ProgressPercent ?? -1) * 100):x}");
    }
}
