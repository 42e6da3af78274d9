using JobScheduler.KillTest;
using JobScheduler.Tests.History;

namespace JobScheduler.ClusterTest.Chaos;

/// <summary>What the store's final answers add to what was seen: which attempts were lost when, and which came to life after that.</summary>
internal sealed class ClusterHistory
{
    /// <summary>With several owners and nodes nobody outside sees who waited for whose slot: the order of priorities is not judged.</summary>
    private static readonly (DateTimeOffset, DateTimeOffset)[] Always = [(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)];

    private ClusterHistory(IReadOnlyList<HistoryEvent> events, int staleEntries) => (Events, StaleEntries) = (events, staleEntries);

    public IReadOnlyList<HistoryEvent> Events { get; }

    /// <summary>
    /// Handlers that were entered for an attempt after it had been declared lost: a silo that stood still between the claim and the call, and
    /// went on. Nobody can prevent that from inside the silo; the fencing token tells such a call from a valid one.
    /// </summary>
    public int StaleEntries { get; }

    public static ClusterHistory Of(IReadOnlyList<HistoryEvent> seen, IReadOnlyList<JobSnapshot> finals)
    {
        var lostAt = finals
            .SelectMany(job => job.Attempts.Where(a => a is { Outcome: AttemptOutcome.Lost, EndedAt: not null }).Select(a => (job.JobId, Attempt: a)))
            .ToDictionary(a => (a.JobId, a.Attempt.FencingToken), a => a.Attempt.EndedAt!.Value);
        var valid = seen.Where(e => e is not AttemptEntered entered || !IsStale(entered)).ToArray();
        var complete = KillHistory.Complete(valid, finals, Always, TimeSpan.Zero);
        var lost = lostAt.Select(a => new AttemptInvalidated(a.Value, a.Key.JobId, a.Key.FencingToken));
        return new ClusterHistory([.. complete, .. lost], seen.Count - valid.Length);

        bool IsStale(AttemptEntered entered) => lostAt.TryGetValue((entered.JobId, entered.Token), out var lost) && lost <= entered.At;
    }
}
