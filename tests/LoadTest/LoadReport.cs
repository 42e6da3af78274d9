using System.Globalization;
using System.Text;

namespace JobScheduler.LoadTest;

/// <summary>What was measured, and which aims were met.</summary>
internal sealed class LoadReport(string title)
{
    private readonly List<(string What, string Value)> _facts = [];
    private readonly List<(string What, string Value, bool Met)> _aims = [];

    public bool IsMet => Missed == 0;

    public int Missed => _aims.Count(aim => !aim.Met);

    public void Fact(string what, FormattableString value) => _facts.Add((what, value.ToString(CultureInfo.InvariantCulture)));

    public void Aim(string what, FormattableString value, bool met) => _aims.Add((what, value.ToString(CultureInfo.InvariantCulture), met));

    public override string ToString()
    {
        var text = new StringBuilder();
        var width = _facts.Select(fact => fact.What.Length).Concat(_aims.Select(aim => aim.What.Length)).Max();
        text.AppendLine().AppendLine(title).AppendLine(new string('-', title.Length));
        foreach (var (what, value) in _facts)
            text.Append("  ").Append(what.PadRight(width)).Append("  ").AppendLine(value);
        text.AppendLine("  aims");
        foreach (var (what, value, met) in _aims)
            text.Append(met ? "  " : "! ").Append(what.PadRight(width)).Append("  ").Append(value).AppendLine(met ? "" : "  MISSED");
        return text.AppendLine().ToString();
    }
}
