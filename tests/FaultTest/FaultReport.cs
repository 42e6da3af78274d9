using System.Globalization;

namespace JobScheduler.FaultTest;

/// <summary>The table that a run ends with.</summary>
internal sealed class FaultReport(TextWriter output)
{
    private const int Shown = 10;
    private readonly List<(string Name, FaultResult Result)> _rows = [];

    public bool IsGood => _rows.All(row => row.Result.IsGood);

    /// <summary>Prints what is wrong at once, and keeps the row.</summary>
    public void Add(string name, FaultResult result, TimeSpan took)
    {
        _rows.Add((name, result));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {Verdict(result)} in {took.TotalSeconds:0.0} s{Tail(result)}"));
        Explain(name, result);
    }

    /// <summary>The table, and beneath it once more what is wrong: who reads only the end of a log needs both.</summary>
    public void Print()
    {
        output.WriteLine();
        output.WriteLine(Line("fault", "injected", "accepted", "completed", "lost", "early", "doubled", "verdict"));
        foreach (var (name, result) in _rows)
            output.WriteLine(Row(name, result, Verdict(result)));
        var all = _rows.Aggregate(new FaultResult(), (sum, row) => sum.And(row.Result));
        var (good, bad, skipped) = (_rows.Count(row => row.Result is { IsGood: true, Skipped: null }), _rows.Count(row => !row.Result.IsGood), _rows.Count(row => row.Result.Skipped is not null));
        output.WriteLine(Row("sum", all, $"{good} good, {bad} bad, {skipped} skipped"));
        foreach (var (name, result) in _rows.Where(row => !row.Result.IsGood))
            Explain(name, result);
    }

    private void Explain(string name, FaultResult result)
    {
        foreach (var problem in result.Problems.Take(Shown))
            output.WriteLine($"    {name}: {problem}");
        if (result.Problems.Count > Shown)
            output.WriteLine($"    {name}: and {result.Problems.Count - Shown} more");
    }

    private static string Tail(FaultResult result) => result.Skipped is { } why ? $": {why}" : result.Note.Length > 0 ? $": {result.Note}" : "";

    private static string Verdict(FaultResult result) => result.Skipped is not null ? "skipped" : result.IsGood ? "good" : "BAD";

    private static string Row(string name, FaultResult result, string verdict) => Line(
        name, Text(result.Injected), Text(result.Accepted), Text(result.Completed), Text(result.Lost), Text(result.Early), Text(result.Doubled), verdict);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Line(string name, string injected, string accepted, string completed, string lost, string early, string doubled, string verdict) =>
        $"{name,-22} {injected,8} {accepted,8} {completed,9} {lost,6} {early,6} {doubled,7}  {verdict}";
}
