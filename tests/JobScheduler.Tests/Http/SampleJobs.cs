namespace JobScheduler.Tests.Http;

/// <summary>Jobs in states that the fake scheduler does not reach by itself.</summary>
internal static class SampleJobs
{
    /// <summary>A dead letter with every field set.</summary>
    public static JobSnapshot Failed(JobSnapshot job)
    {
        var at = new DateTimeOffset(2026, 12, 1, 10, 0, 0, TimeSpan.Zero);
        var error = new JobError("c", "m");
        return job with
        {
            State = JobState.Failed,
            WaitingReason = null,
            Attempt = 1,
            AttemptsUsed = 1,
            FencingToken = 1041,
            StartedAt = at.AddMilliseconds(2),
            FinishedAt = at.AddMilliseconds(51),
            CancelRequestedAt = at,
            ProgressPercent = 40,
            Message = "page 2 of 5",
            Error = error with { Detail = "at X()\n\"é\"" },
            Timeout = TimeSpan.FromSeconds(30),
            ExpiresAt = at,
            ScheduleId = "nightly",
            NominalAt = at,
            Fingerprint = "9f2c61d0",
            Payload = RawJson.Parse("""{"url":"http://127.0.0.1:9000/hook"}"""),
            Result = RawJson.Parse("[1.50]"),
            Attempts =
            [
                new()
                {
                    Attempt = 1,
                    FencingToken = 1041,
                    Node = "n1",
                    StartedAt = at.AddMilliseconds(2),
                    EndedAt = at.AddMilliseconds(51),
                    Outcome = AttemptOutcome.TimedOut,
                    Error = error,
                },
            ],
        };
    }
}
