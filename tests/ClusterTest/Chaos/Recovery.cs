using JobScheduler.Tests.History;

namespace JobScheduler.ClusterTest.Chaos;

/// <summary>What was late for a while after something.</summary>
/// <param name="Late">Jobs entered more than a second after they were due.</param>
/// <param name="LastLate">How long after it the last of these was entered.</param>
/// <param name="Reruns">Attempts entered because the one before was lost.</param>
/// <param name="LastRerun">How long after it the last of these was entered.</param>
internal sealed record Disturbance(int Late, TimeSpan LastLate, int Reruns, TimeSpan LastRerun)
{
    /// <summary>When all went on as usual.</summary>
    public TimeSpan Length => LastLate > LastRerun ? LastLate : LastRerun;

    public static Disturbance Of(DateTimeOffset began, IEnumerable<DateTimeOffset> late, IEnumerable<DateTimeOffset> reruns)
    {
        var (lates, again) = (late.Select(at => at - began).ToArray(), reruns.Select(at => at - began).ToArray());
        return new(lates.Length, lates.DefaultIfEmpty().Max(), again.Length, again.DefaultIfEmpty().Max());
    }
}

/// <summary>What the users of the cluster felt of one fault.</summary>
/// <param name="Fault">The fault.</param>
/// <param name="Gone">From the fault's base, until what was broken began to come back: how long the others took.</param>
/// <param name="Back">From then on: its start is in it.</param>
/// <param name="Refused">Submits refused.</param>
/// <param name="Unknown">Submits whose outcome was not told.</param>
internal sealed record Recovery(Fault Fault, Disturbance Gone, Disturbance Back, int Refused, int Unknown)
{
    private static readonly TimeSpan Punctual = TimeSpan.FromSeconds(1);

    /// <summary>For each fault what happened until the next.</summary>
    public static IReadOnlyList<Recovery> Of(IReadOnlyList<Fault> faults, ClusterHistory history)
    {
        var entries = First(history).ToArray();
        var reruns = EntriesAfterLost(history).ToArray();
        var submits = history.Events.OfType<SubmitTold>().ToArray();
        return [.. faults.Select((fault, i) => One(fault, i + 1 < faults.Count ? faults[i + 1].Began : DateTimeOffset.MaxValue))];

        Recovery One(Fault fault, DateTimeOffset until)
        {
            var late = entries.Where(e => e.At >= fault.Base && e.At < until).ToLookup(e => e.Due < fault.Returns && fault.Base < fault.Returns, e => e.At);
            var again = reruns.Where(at => at >= fault.Base && at < until).ToLookup(at => at < fault.Returns);
            var told = submits.Where(s => s.At >= fault.Began && s.At < until).ToArray();
            return new Recovery(
                fault, Disturbance.Of(fault.Base, late[true], again[true]), Disturbance.Of(fault.Returns, late[false].Where(at => at >= fault.Returns), again[false]),
                told.Count(s => s.Answer == SubmitAnswer.Refused), told.Count(s => s.Answer == SubmitAnswer.Unknown));
        }
    }

    /// <summary>First entries that came late, of jobs that waited for nothing but their time.</summary>
    private static IEnumerable<(DateTimeOffset Due, DateTimeOffset At)> First(ClusterHistory history)
    {
        var commanded = history.Events.OfType<CommandTold>().Select(c => c.JobId).ToHashSet(StringComparer.Ordinal);
        var due = history.Events.OfType<SubmitTold>()
            .Where(s => s is { Answer: SubmitAnswer.Accepted, ConcurrencyKey: null } && !commanded.Contains(s.JobId!))
            .ToDictionary(s => s.JobId!, s => s.At > s.RunAt ? s.At : s.RunAt, StringComparer.Ordinal);
        return history.Events.OfType<AttemptEntered>()
            .Where(e => e.Attempt == 1 && due.TryGetValue(e.JobId, out var at) && e.At - at > Punctual)
            .Select(e => (due[e.JobId], e.At));
    }

    private static IEnumerable<DateTimeOffset> EntriesAfterLost(ClusterHistory history)
    {
        var lost = history.Events.OfType<AttemptInvalidated>().Select(e => e.JobId).ToHashSet(StringComparer.Ordinal);
        return history.Events.OfType<AttemptEntered>().Where(e => e.Attempt > 1 && lost.Contains(e.JobId)).Select(e => e.At);
    }
}
