using System.Globalization;
using JobScheduler.ClusterTest.Nodes;

namespace JobScheduler.ClusterTest.Chaos;

/// <summary>Does the faults, and heals them.</summary>
internal sealed class FaultMaker(ClusterTestOptions options, ProcessCluster cluster, StoreControl store, Probe probe, Random random, TimeProvider time)
{
    /// <summary>How long a killed silo stays down: longer than the others may take to serve its partitions.</summary>
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public async Task<Fault> DoAsync(FaultKind kind)
    {
        var silo = cluster.Silos[random.Next(cluster.Silos.Count)];
        var node = random.Next(options.CassandraNodes) + 1;
        return kind switch
        {
            FaultKind.KillSilo => await KillAsync(kind, silo.Name, Down, silo),
            FaultKind.KillGateway => await KillAsync(kind, cluster.Gateway.Name, TimeSpan.Zero, cluster.Gateway),
            FaultKind.RestartAll => await KillAsync(kind, "all", TimeSpan.Zero, [.. cluster.All]),
            FaultKind.PowerCut => await CutPowerAsync(silo),
            FaultKind.FreezeSilo => await FreezeAsync(silo),
            FaultKind.KillStore => await BreakStoreAsync(kind, node, store.KillAsync, store.RestartAsync),
            FaultKind.PauseStore => await BreakStoreAsync(kind, node, store.PauseAsync, store.ResumeAsync),
            _ => await BreakStoreAsync(kind, node, store.StopAsync, store.RestartAsync),
        };
    }

    private async Task<Fault> KillAsync(FaultKind kind, string target, TimeSpan down, params ClusterNode[] nodes)
    {
        var began = time.GetUtcNow();
        await Task.WhenAll(nodes.Select(node => node.KillAsync()));
        await Task.Delay(down, time);
        var returns = time.GetUtcNow();
        await Task.WhenAll(nodes.Select(node => node.StartAsync()));
        var healed = time.GetUtcNow();
        return new Fault(kind, target, began, healed, kind == FaultKind.RestartAll ? healed : began) { Returns = kind == FaultKind.RestartAll ? healed : returns };
    }

    private async Task<Fault> CutPowerAsync(ClusterNode first)
    {
        var began = time.GetUtcNow();
        await Task.WhenAll(cluster.All.Select(node => node.KillAsync()));
        await first.StartAsync();
        await cluster.Gateway.StartAsync();
        var back = time.GetUtcNow();
        var serves = await probe.IsServedAsync();
        var returns = time.GetUtcNow();
        await Task.WhenAll(cluster.Silos.Where(silo => silo != first).Select(silo => silo.StartAsync()));
        return new Fault(FaultKind.PowerCut, $"all, {first.Name} back first", began, time.GetUtcNow(), back)
        {
            Returns = returns,
            Problem = serves ? null : "the first silo that came back did not serve alone",
        };
    }

    /// <summary>The others declare it dead meanwhile; it must learn that and end itself, and is started again.</summary>
    private async Task<Fault> FreezeAsync(ClusterNode silo)
    {
        var up = await silo.IsUpAsync();
        var ends = silo.Ends.Count;
        var began = time.GetUtcNow();
        var frozen = up && silo.TryFreeze();
        await Task.Delay(TimeSpan.FromSeconds(options.FreezeSeconds), time);
        var returns = time.GetUtcNow();
        silo.Thaw();
        var thawed = time.GetTimestamp();
        while (silo.Ends.Count == ends && time.GetElapsedTime(thawed) < EndPatience)
            await Task.Delay(Look, time);
        var ended = silo.Ends.Count > ends;
        return new Fault(FaultKind.FreezeSilo, silo.Name, began, time.GetUtcNow(), began)
        {
            Returns = returns,
            Problem = frozen && ended ? null : frozen ? "the silo that thawed did not end itself" : "the silo did not run",
        };
    }

    private async Task<Fault> BreakStoreAsync(FaultKind kind, int node, Func<int, Task> breakIt, Func<int, Task> heal)
    {
        var began = time.GetUtcNow();
        await breakIt(node);
        await Task.Delay(TimeSpan.FromSeconds(options.StoreSeconds), time);
        var returns = time.GetUtcNow();
        await heal(node);
        var healed = time.GetUtcNow();
        var target = string.Create(CultureInfo.InvariantCulture, $"cassandra-{node}");
        return new Fault(kind, target, began, healed, options.CassandraNodes == 1 ? healed : began) { Returns = options.CassandraNodes == 1 ? healed : returns };
    }
}
