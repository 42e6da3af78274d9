using JobScheduler.Benchmarks.Contenders;

namespace JobScheduler.Benchmarks.Running;

/// <summary>What a child can measure, by name.</summary>
internal static class Measurements
{
    private static readonly Dictionary<string, Func<IContender, ChildArguments, Task<Measured>>> All = new(StringComparer.Ordinal)
    {
        ["submit"] = Started(async (contender, arguments) =>
            Measured.PerSecond(await contender.SubmitAsync(arguments.Number("jobs"), arguments.Number("in-flight")))),
        ["bulk"] = Started(async (contender, arguments) =>
            Measured.PerSecond(await contender.SubmitBulkAsync(arguments.Number("jobs"), arguments.Number("per-call")))),
        ["drain"] = Started(async (contender, arguments) => Measured.PerSecond(await contender.DrainAsync(arguments.Number("jobs")))),
        ["punctuality"] = Started(async (contender, arguments) => Measured.Late(
            await contender.PunctualityAsync(arguments.Number("per-second"), TimeSpan.FromSeconds(arguments.Number("seconds"))))),
    };

    public static Func<IContender, ChildArguments, Task<Measured>> Find(string name) =>
        All.GetValueOrDefault(name) ?? throw new BenchmarkException($"There is no measurement {name}; there are {string.Join(", ", All.Keys)}.");

    private static Func<IContender, ChildArguments, Task<Measured>> Started(Func<IContender, ChildArguments, Task<Measured>> measure) =>
        async (contender, arguments) =>
        {
            await contender.StartAsync(arguments.Folder);
            return await measure(contender, arguments);
        };
}
