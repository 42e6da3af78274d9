using JobScheduler.Benchmarks.Contenders.Ours;

namespace JobScheduler.Benchmarks.Contenders;

/// <summary>Ours first, then the peers.</summary>
internal static class AllContenders
{
    public static IContender[] Create() => [new JobSchedulerContender(), .. Peers.All()];

    /// <summary>A new one by its name.</summary>
    public static IContender Create(string name) =>
        Create().FirstOrDefault(contender => contender.Name == name) ?? throw new BenchmarkException($"There is no contender {name}.");
}
