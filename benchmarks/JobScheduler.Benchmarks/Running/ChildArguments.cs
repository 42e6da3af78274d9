using System.Globalization;

namespace JobScheduler.Benchmarks.Running;

/// <summary>What a child is told: <c>--measure CONTENDER MEASUREMENT --key value ...</c></summary>
internal sealed record ChildArguments(string Contender, string Measurement, IReadOnlyDictionary<string, string> Values)
{
    public const string Switch = "--measure";

    /// <summary>Our own scheduler among the contenders.</summary>
    public const string OurName = "jobscheduler";

    /// <summary>Where its store lies.</summary>
    public string Folder => Text("folder");

    /// <summary>For how long it warms up before its clock starts.</summary>
    public TimeSpan WarmUp => Seconds("warm-up");

    /// <summary>A measurement of our own scheduler.</summary>
    public static ChildArguments Ours(string measurement) => new(OurName, measurement, new Dictionary<string, string>());

    public static ChildArguments Parse(IReadOnlyList<string> args)
    {
        if (args.Count < 3 || args.Count % 2 == 0)
            throw new BenchmarkException($"{Switch} CONTENDER MEASUREMENT --key value ...");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 3; i < args.Count; i += 2)
            values[args[i].TrimStart('-')] = args[i + 1];
        return new ChildArguments(args[1], args[2], values);
    }

    public IEnumerable<string> ToArguments() =>
        [Switch, Contender, Measurement, .. Values.SelectMany(pair => new[] { "--" + pair.Key, pair.Value })];

    public ChildArguments With(string key, object value) => this with
    {
        Values = new Dictionary<string, string>(Values) { [key] = Convert.ToString(value, CultureInfo.InvariantCulture)! },
    };

    public string Text(string key) =>
        Values.TryGetValue(key, out var value) ? value : throw new BenchmarkException($"{Measurement} needs --{key}.");

    public int Number(string key) => int.Parse(Text(key), CultureInfo.InvariantCulture);

    public TimeSpan Seconds(string key) => TimeSpan.FromSeconds(Number(key));
}
