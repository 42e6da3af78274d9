namespace JobScheduler.Tests.Http;

/// <summary>Decisions that the fake scheduler does not make by itself: the contract's examples.</summary>
internal static class SampleSchedules
{
    public static List<ScheduleRun> Runs =>
    [
        new()
        {
            Decision = ScheduleDecision.Fired,
            NominalAt = new(2026, 12, 1, 1, 30, 0, TimeSpan.Zero),
            DecidedAt = new(2026, 12, 1, 1, 30, 0, 3, TimeSpan.Zero),
            JobId = "b00f-01kb3q0000aaaa",
            JobState = JobState.Completed,
        },
        new()
        {
            Decision = ScheduleDecision.Missed,
            NominalAt = new(2026, 11, 28, 1, 30, 0, TimeSpan.Zero),
            Until = new(2026, 11, 30, 1, 30, 0, TimeSpan.Zero),
            Count = 3,
            DecidedAt = new(2026, 11, 30, 9, 12, 44, 810, TimeSpan.Zero),
            Reason = "down",
        },
    ];
}
