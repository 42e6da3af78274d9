namespace JobScheduler;

/// <summary>Schedules as a caller sees them; part of <see cref="IJobSchedulerClient"/>.</summary>
public interface IScheduleClient
{
    /// <summary>Creates a schedule; returns when it is on disk.</summary>
    /// <param name="schedule">Its definition.</param>
    /// <param name="cancellationToken">Stops waiting; it may be stored all the same.</param>
    /// <exception cref="JobValidationException">A value is not acceptable; for the expression see <see cref="CronException"/>.</exception>
    /// <exception cref="ScheduleExistsException">The id is taken.</exception>
    Task<ScheduleSnapshot> CreateScheduleAsync(ScheduleSubmission schedule, CancellationToken cancellationToken = default);

    /// <summary>Creates a schedule or replaces its definition. An equal definition changes nothing; a pause stays.</summary>
    /// <param name="schedule">Its definition.</param>
    /// <param name="precondition">When it may be written; default always.</param>
    /// <param name="cancellationToken">Stops waiting; it may be stored all the same.</param>
    /// <exception cref="PreconditionFailedException">The precondition does not hold; nothing is stored.</exception>
    Task<ScheduleResult> PutScheduleAsync(
        ScheduleSubmission schedule, SchedulePrecondition? precondition = null, CancellationToken cancellationToken = default);

    /// <summary>A schedule, or null.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<ScheduleSnapshot?> GetScheduleAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Schedules by id, a page at a time.</summary>
    /// <param name="limit">1 to 500.</param>
    /// <param name="cursor">Where the page before ended.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<Page<ScheduleSnapshot>> ListSchedulesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes a schedule with its decisions. Occurrences that wait are dropped; jobs it made go on.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="precondition">When it may be deleted; default always.</param>
    /// <param name="cancellationToken">Stops waiting; it may be deleted all the same.</param>
    /// <exception cref="ScheduleNotFoundException">There is no such schedule.</exception>
    Task DeleteScheduleAsync(string id, SchedulePrecondition? precondition = null, CancellationToken cancellationToken = default);

    /// <summary>Pauses a schedule: no occurrence after this fires until it is resumed. Again: note and name are replaced.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="note">Why, at most 1024 characters.</param>
    /// <param name="by">Who, at most 256 characters.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ScheduleNotFoundException">There is no such schedule.</exception>
    Task<ScheduleSnapshot> PauseScheduleAsync(string id, string? note = null, string? by = null, CancellationToken cancellationToken = default);

    /// <summary>Resumes a schedule. What came up during the pause is recorded as skipped and not made good; see <see cref="BackfillScheduleAsync"/>.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ScheduleNotFoundException">There is no such schedule.</exception>
    Task<ScheduleSnapshot> ResumeScheduleAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Makes a job of the schedule now, paused or not, whatever else runs.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="cancellationToken">Stops waiting; the job may be stored all the same.</param>
    /// <exception cref="ScheduleNotFoundException">There is no such schedule.</exception>
    Task<JobSnapshot> TriggerScheduleAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Makes jobs for the occurrences of a time range, at most 10,000, oldest first and under an overlap policy.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="backfill">Which range.</param>
    /// <param name="cancellationToken">Stops waiting; the backfill may be stored all the same.</param>
    /// <exception cref="ScheduleNotFoundException">There is no such schedule.</exception>
    Task<ScheduleBackfillResult> BackfillScheduleAsync(string id, ScheduleBackfill backfill, CancellationToken cancellationToken = default);

    /// <summary>Decisions about a schedule's occurrences, newest first; the last 1,000 are kept.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="limit">1 to 500.</param>
    /// <param name="cursor">Where the page before ended.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ScheduleNotFoundException">There is no such schedule.</exception>
    Task<Page<ScheduleRun>> ListScheduleRunsAsync(string id, int limit = 50, string? cursor = null, CancellationToken cancellationToken = default);

    /// <summary>The next times of an expression; nothing is stored.</summary>
    /// <param name="request">The expression.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CronException">The expression is not acceptable.</exception>
    Task<SchedulePreview> PreviewScheduleAsync(SchedulePreviewRequest request, CancellationToken cancellationToken = default);
}
