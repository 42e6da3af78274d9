using System.Globalization;
using System.Text.RegularExpressions;

namespace JobScheduler.Tests.Http.Metrics;

/// <summary>One sample: the name as written, labels, value.</summary>
internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string? this[string label] => Labels.GetValueOrDefault(label);

    /// <summary>What tells it from every other sample.</summary>
    public string Identity => $"{Name}{{{string.Join(',', Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value.Length}:{l.Value}"))}}}";
}

/// <summary>One metric with all its samples.</summary>
internal sealed record SampleFamily(string Name, string Type, string Help, IReadOnlyList<Sample> Samples);

/// <summary>The text breaks a rule of the format.</summary>
internal sealed class PrometheusTextException(int line, string message) : Exception($"line {line}: {message}");

/// <summary>
/// A strict reader of the Prometheus text format 0.0.4. It takes less than the format allows: every metric must have one HELP and one
/// TYPE, in this order and before its samples, all of a metric stands together, there are no timestamps, and names are as the
/// conventions want them.
/// </summary>
internal sealed partial class PrometheusTextReader
{
    private readonly List<SampleFamily> _families = [];
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _samples = [];
    private (string Name, string Help)? _helped;
    private (string Name, string Type, string Help, List<Sample> Samples)? _open;
    private int _line;

    public static IReadOnlyList<SampleFamily> Read(string text) => new PrometheusTextReader().ReadAll(text);

    private List<SampleFamily> ReadAll(string text)
    {
        if (text.Length == 0 || text[^1] != '\n')
            throw Bad("the last line has no end");
        foreach (var line in text[..^1].Split('\n'))
        {
            _line++;
            if (line.Contains('\r', StringComparison.Ordinal))
                throw Bad("a carriage return");
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
                Help(line["# HELP ".Length..]);
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
                Type(line["# TYPE ".Length..]);
            else if (line.Length == 0 || line[0] == '#')
                throw Bad("neither HELP, TYPE nor a sample");
            else
                Take(ReadSample(line));
        }

        Close();
        return _helped is { } left ? throw Bad($"HELP of {left.Name} without TYPE") : _families;
    }

    private void Help(string rest)
    {
        Close();
        if (_helped is { } before)
            throw Bad($"HELP of {before.Name} without TYPE");
        var space = rest.IndexOf(' ', StringComparison.Ordinal);
        var name = space < 0 ? rest : rest[..space];
        if (!MetricName().IsMatch(name))
            throw Bad($"'{name}' is no metric name");
        if (!_names.Add(name))
            throw Bad($"{name} is there twice");
        var help = space < 0 ? "" : rest[(space + 1)..];
        if (help.Trim().Length == 0)
            throw Bad($"the HELP of {name} is empty");
        if (BadHelpEscape().IsMatch(help))
            throw Bad($"the HELP of {name} has a bad escape");
        _helped = (name, help);
    }

    private void Type(string rest)
    {
        if (_helped is not { } helped)
            throw Bad("TYPE without HELP");
        _helped = null;
        var words = rest.Split(' ');
        if (words.Length != 2 || words[0] != helped.Name)
            throw Bad($"this is not the TYPE of {helped.Name}");
        if (words[1] is not ("counter" or "gauge" or "histogram"))
            throw Bad($"'{words[1]}' is no type that we use");
        if (words[1] == "counter" != words[0].EndsWith("_total", StringComparison.Ordinal))
            throw Bad($"{words[0]} is a {words[1]}: counters end in _total, and only they");
        if (words[1] != "histogram" && Reserved().IsMatch(words[0]))
            throw Bad($"{words[0]} has a suffix of histograms");
        _open = (words[0], words[1], helped.Help, []);
    }

    private Sample ReadSample(string line)
    {
        var match = SampleLine().Match(line);
        if (!match.Success)
            throw Bad($"not a sample: {line}");
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in LabelPair().Matches(match.Groups["labels"].Value).Cast<Match>())
        {
            if (pair.Groups["name"].Value.StartsWith("__", StringComparison.Ordinal))
                throw Bad($"the label {pair.Groups["name"].Value} is reserved");
            if (!labels.TryAdd(pair.Groups["name"].Value, Unescaped(pair.Groups["value"].Value)))
                throw Bad($"the label {pair.Groups["name"].Value} is there twice");
        }

        return new Sample(match.Groups["name"].Value, labels, Number(match.Groups["value"].Value));
    }

    private void Take(Sample sample)
    {
        if (_open is not { } open)
            throw Bad($"{sample.Name} has no TYPE before it");
        var isOurs = open.Type == "histogram" ? sample.Name.StartsWith(open.Name, StringComparison.Ordinal) && sample.Name[open.Name.Length..] is "_bucket" or "_sum" or "_count"
            : sample.Name == open.Name;
        if (!isOurs)
            throw Bad($"{sample.Name} does not belong to {open.Name}");
        if (sample.Labels.ContainsKey("le") != (open.Type == "histogram" && sample.Name == open.Name + "_bucket"))
            throw Bad("le is a label of buckets, and only of them");
        if (!_samples.Add(sample.Identity))
            throw Bad($"{sample.Identity} is there twice");
        if (open.Type == "counter" && !(sample.Value >= 0))
            throw Bad($"the counter {sample.Name} is {sample.Value}");
        open.Samples.Add(sample);
    }

    private void Close()
    {
        if (_open is not { } open)
            return;
        _open = null;
        if (open.Samples.Count == 0)
            throw Bad($"{open.Name} has no samples");
        if (open.Type == "histogram")
            CheckHistogram(open.Name, open.Samples);
        _families.Add(new SampleFamily(open.Name, open.Type, open.Help, open.Samples));
    }

    private void CheckHistogram(string name, List<Sample> samples)
    {
        foreach (var series in samples.GroupBy(sample => (sample with { Name = "", Labels = Without(sample.Labels, "le") }).Identity))
        {
            List<(double Bound, double Count)> buckets =
                [.. series.Where(sample => sample.Name == name + "_bucket").Select(sample => (Number(sample["le"]!), sample.Value))];
            var counts = series.Where(sample => sample.Name == name + "_count").ToList();
            if (counts.Count != 1 || series.Count(sample => sample.Name == name + "_sum") != 1)
                throw Bad($"a series of {name} has not one _sum and one _count");
            if (buckets.Count == 0 || !double.IsPositiveInfinity(buckets[^1].Bound))
                throw Bad($"a series of {name} does not end with the bucket +Inf");
            if (buckets.Zip(buckets.Skip(1)).Any(pair => !(pair.Second.Bound > pair.First.Bound)))
                throw Bad($"the bounds of {name} do not rise");
            if (buckets[0].Count < 0 || buckets.Zip(buckets.Skip(1)).Any(pair => !(pair.Second.Count >= pair.First.Count)))
                throw Bad($"the buckets of {name} are not cumulative");
            if (buckets[^1].Count != counts[0].Value)
                throw Bad($"the _count of {name} is {counts[0].Value}, its bucket +Inf has {buckets[^1].Count}");
        }
    }

    private static Dictionary<string, string> Without(IReadOnlyDictionary<string, string> labels, string name) =>
        labels.Where(label => label.Key != name).ToDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal);

    private static string Unescaped(string value) => Escape().Replace(value, match => match.Value switch { "\\n" => "\n", "\\\"" => "\"", _ => "\\" });

    private double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => Decimal().IsMatch(text) ? double.Parse(text, CultureInfo.InvariantCulture) : throw Bad($"'{text}' is no number"),
    };

    private PrometheusTextException Bad(string message) => new(_line, message);

    [GeneratedRegex(@"^[a-zA-Z_:][a-zA-Z0-9_:]*\z")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"_(bucket|sum|count|info|created)\z")]
    private static partial Regex Reserved();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\[\\n"])*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\[\\n"])*")*)\})? (?<value>[^ ]+)\z""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\\n]|\\[\\n"])*)"(,|\z)""")]
    private static partial Regex LabelPair();

    [GeneratedRegex("""\\[\\n"]""")]
    private static partial Regex Escape();

    [GeneratedRegex("""(?<!\\)(\\\\)*\\([^\\n]|\z)""")]
    private static partial Regex BadHelpEscape();

    [GeneratedRegex(@"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?\z")]
    private static partial Regex Decimal();
}
