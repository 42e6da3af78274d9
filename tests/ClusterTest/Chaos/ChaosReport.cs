using System.Globalization;
using System.Text;
using JobScheduler.Tests.History;

namespace JobScheduler.ClusterTest.Chaos;

/// <summary>What a run found, for people.</summary>
internal sealed record ChaosReport(IReadOnlyList<Recovery> Rounds, HistoryReport History, int StaleEntries, IReadOnlyDictionary<string, IReadOnlyList<int>> Ends)
{
    /// <summary>Whether every promise was kept and every fault was got over.</summary>
    public bool IsGood => History.IsClean && Rounds.All(round => round.Fault is { Problem: null, Calm: not null });

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine("                                    while it is gone: last after s            once it comes back: last after s");
        text.AppendLine("round fault        target        gone s   late jobs    lost, run again      late jobs    lost, run again   refused   unknown");
        foreach (var (number, round) in Rounds.Index())
            text.AppendLine(Line(number + 1, round));
        foreach (var kind in Rounds.GroupBy(round => round.Fault.Kind).OrderBy(kind => kind.Key))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{kind.Key,-11} {kind.Count(),3} times: {Told(kind, "served again", round => round.Gone)}; {Told(kind, "from its return", round => round.Back)}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"handlers entered for attempts already lost: {StaleEntries}");
        foreach (var (node, codes) in Ends.Where(end => end.Value.Count > 0))
            text.AppendLine(CultureInfo.InvariantCulture, $"{node} ended by itself {codes.Count} times, exit codes {string.Join(", ", codes)}");
        text.Append(History);
        text.Append(CultureInfo.InvariantCulture, $"cluster test: {(IsGood ? "clean" : "not clean")}, {History.Violations.Count} violations in {Rounds.Count} rounds");
        return text.ToString();
    }

    private static string Line(int number, Recovery round)
    {
        var fault = round.Fault;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{number,5} {fault.Kind,-12} {fault.Target,-12} {(fault.Healed - fault.Began).TotalSeconds,7:0.0} {Told(round.Gone)} {Told(round.Back)} {round.Refused,9} {round.Unknown,9}");
        return line + (fault.Problem is { } problem ? $"   {problem}" : "") + (fault.Calm is null ? "   never calm again" : "");
    }

    private static string Told(Disturbance one) => string.Create(
        CultureInfo.InvariantCulture, $"{one.Late,6} {one.LastLate.TotalSeconds,6:0.0} {one.Reruns,9} {one.LastRerun.TotalSeconds,6:0.0}  ");

    private static string Told(IEnumerable<Recovery> rounds, string what, Func<Recovery, Disturbance> of)
    {
        var times = rounds.Select(round => of(round).Length.TotalSeconds).Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{what} after {times[times.Length / 2]:0.0} s in the median, {times[^1]:0.0} s at worst");
    }
}
