using JobScheduler.Benchmarks.Contenders;
using JobScheduler.Benchmarks.Contenders.Ours;
using JobScheduler.Benchmarks.Http;
using JobScheduler.Benchmarks.Scale;
using JobScheduler.Benchmarks.Schedules;

namespace JobScheduler.Benchmarks.Running;

/// <summary>What a child can measure, by name.</summary>
internal static class Measurements
{
    private static readonly Dictionary<string, Func<IContender, ChildArguments, Task<Measured>>> All = new(StringComparer.Ordinal)
    {
        ["submit"] = Started(async (contender, arguments) =>
            Measured.PerSecond(await contender.SubmitAsync(arguments.Number("in-flight"), arguments.Seconds("seconds")))),
        ["bulk"] = Started(async (contender, arguments) =>
            Measured.PerSecond(await contender.SubmitBulkAsync(arguments.Number("per-call"), arguments.Seconds("seconds")))),
        ["drain"] = Started(async (contender, arguments) => Measured.PerSecond(await contender.DrainAsync(arguments.Number("jobs")))),
        ["punctuality"] = Started(async (contender, arguments) => Measured.Late(
            await contender.PunctualityAsync(arguments.Number("per-second"), arguments.Seconds("seconds")))),
        ["occurrences"] = Started(async (contender, arguments) => Measured.Late(
            await Ours(contender).OccurrencesAsync(arguments.Number("per-second"), arguments.Seconds("seconds")))),
        ["steady"] = Started((contender, arguments) => Ours(contender).SteadyAsync(
            arguments.Number("callers"), arguments.Number("per-call"), arguments.Seconds("seconds"))),
        ["schedules"] = Started((contender, _) => ScheduleMeasurement.MeasureAsync(Ours(contender))),
        ["scale-fill"] = (contender, arguments) => ScaleMeasurements.FillAsync(Ours(contender), arguments),
        ["scale-ready"] = (contender, arguments) => ScaleMeasurements.ReadyAsync(Ours(contender), arguments),
        ["scale-idle"] = Started((contender, _) => ScaleMeasurements.IdleAsync(Ours(contender))),
        ["scale-work"] = (contender, arguments) => ScaleMeasurements.WorkAsync(Ours(contender), arguments),
        ["http-submit"] = (_, arguments) => HttpMeasurements.SubmitAsync(arguments),
        ["http-nothing"] = (_, arguments) => HttpMeasurements.NothingAsync(arguments),
    };

    public static Func<IContender, ChildArguments, Task<Measured>> Find(string name) =>
        All.GetValueOrDefault(name) ?? throw new BenchmarkException($"There is no measurement {name}; there are {string.Join(", ", All.Keys)}.");

    private static JobSchedulerContender Ours(IContender contender) => (JobSchedulerContender)contender;

    private static Func<IContender, ChildArguments, Task<Measured>> Started(Func<IContender, ChildArguments, Task<Measured>> measure) =>
        async (contender, arguments) =>
        {
            await contender.StartAsync(arguments.Folder, arguments.WarmUp);
            return await measure(contender, arguments);
        };
}
