using System.Globalization;
using System.Text;

namespace JobScheduler.Tests.History;

/// <summary>One broken promise.</summary>
/// <param name="Rule">Which.</param>
/// <param name="At">When it showed.</param>
/// <param name="JobId">The job.</param>
/// <param name="What">What happened, for people.</param>
internal sealed record Violation(HistoryRule Rule, DateTimeOffset At, string JobId, string What);

/// <summary>What a check found. It says how much was examined too: a clean report of nothing proves nothing.</summary>
internal sealed record HistoryReport(IReadOnlyList<Violation> Violations, IReadOnlyDictionary<string, int> Examined)
{
    private const int Shown = 5;

    public bool IsClean => Violations.Count == 0;

    public int Count(HistoryRule rule) => Violations.Count(v => v.Rule == rule);

    /// <summary>Examined counts, then a count per rule with its first offending events.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(string.Join(", ", Examined.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Value} {e.Key}"))));
        foreach (var rule in Enum.GetValues<HistoryRule>())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {rule,-22} {Count(rule),6}");
            foreach (var violation in Violations.Where(v => v.Rule == rule).OrderBy(v => v.At).Take(Shown))
                text.AppendLine(CultureInfo.InvariantCulture, $"    {violation.At:HH:mm:ss.fff} {violation.JobId}: {violation.What}");
        }

        return text.ToString();
    }
}
