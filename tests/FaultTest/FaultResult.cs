using JobScheduler.Tests.History;

namespace JobScheduler.FaultTest;

/// <summary>What became of the work while a fault was injected.</summary>
internal sealed record FaultResult
{
    /// <summary>How often the fault happened.</summary>
    public long Injected { get; init; }

    /// <summary>Jobs that were answered as accepted.</summary>
    public int Accepted { get; init; }

    /// <summary>Those of them that completed; others failed or were cancelled as they should.</summary>
    public int Completed { get; init; }

    public int Lost { get; init; }

    public int Early { get; init; }

    public int Doubled { get; init; }

    /// <summary>Everything else that is wrong, and what stands behind the counts, as sentences.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>What was measured, for people.</summary>
    public string Note { get; init; } = "";

    /// <summary>Why it could not be tried here; null: it was.</summary>
    public string? Skipped { get; init; }

    public bool IsGood => Lost + Early + Doubled + Problems.Count == 0;

    public static FaultResult Skip(string reason) => new() { Skipped = reason };

    /// <summary>Counts from a checked history.</summary>
    public static FaultResult Of(HistoryReport report, IReadOnlyCollection<FinalJob> finals, long injected) => new()
    {
        Injected = injected,
        Accepted = report.Examined["jobs promised"],
        Completed = finals.Count(job => job.State == JobState.Completed),
        Lost = report.Count(HistoryRule.Lost) + report.Count(HistoryRule.ScheduleLost),
        Early = report.Count(HistoryRule.Early) + report.Count(HistoryRule.ScheduleEarly),
        Doubled = report.Count(HistoryRule.DoubleValid) + report.Count(HistoryRule.ScheduleDoubled) + report.Count(HistoryRule.DuplicateIdempotency),
        Problems = [.. report.Violations.Select(one => $"{one.Rule} {one.JobId}: {one.What}")],
    };

    /// <summary>Both together.</summary>
    public FaultResult And(FaultResult other) => this with
    {
        Injected = Injected + other.Injected,
        Accepted = Accepted + other.Accepted,
        Completed = Completed + other.Completed,
        Lost = Lost + other.Lost,
        Early = Early + other.Early,
        Doubled = Doubled + other.Doubled,
        Problems = [.. Problems, .. other.Problems],
        Note = string.Join("; ", new[] { Note, other.Note }.Where(note => note.Length > 0)),
    };

    /// <summary>With a sentence more, if it is not as it should be.</summary>
    public FaultResult Expect(bool holds, string otherwise) => holds ? this : this with { Problems = [.. Problems, otherwise] };
}
