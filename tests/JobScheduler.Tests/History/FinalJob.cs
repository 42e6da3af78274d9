namespace JobScheduler.Tests.History;

/// <summary>A job as the store shows it after everything has settled.</summary>
internal sealed record FinalJob(string JobId, JobState State)
{
    public int AttemptsUsed { get; init; }

    public int MaxAttempts { get; init; } = 5;

    /// <summary>The newest attempt's token.</summary>
    public long Token { get; init; }

    /// <summary>The token of the attempt that the stored result came from, where the handler put it into the result.</summary>
    public long? ResultToken { get; init; }

    public string? IdempotencyKey { get; init; }

    public string? ConcurrencyKey { get; init; }

    public string? ScheduleId { get; init; }

    /// <summary>Its time was over and it is no longer there; this is how it was. Its idempotency key may belong to another job since.</summary>
    public bool IsTrimmed { get; init; }

    public IReadOnlyList<FinalAttempt> Attempts { get; init; } = [];

    public bool IsTerminal => State is JobState.Completed or JobState.Failed or JobState.Cancelled;
}

/// <summary>An attempt as the store shows it.</summary>
internal sealed record FinalAttempt(int Attempt, long Token, AttemptOutcome? Outcome);
