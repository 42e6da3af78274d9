using System.Globalization;
using System.Net;
using JobScheduler.KillTest;

namespace JobScheduler.ClusterTest.Nodes;

/// <summary>Some silos and a gateway, all processes of this machine, on one Cassandra.</summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _supervisors = [];

    public ProcessCluster(ClusterTestOptions options, int slots, string data, TimeProvider time)
    {
        Silos = [.. Enumerable.Range(1, options.Silos).Select(i => Make($"silo-{i}", "silo"))];
        Gateway = Make("gateway", "gateway");

        ClusterNode Make(string name, string role) =>
            new(new SiloProcess(options.Silo, Settings(options, name, role, slots), data, time, name, name), name, time);
    }

    public IReadOnlyList<ClusterNode> Silos { get; }

    public ClusterNode Gateway { get; }

    public IEnumerable<ClusterNode> All => [.. Silos, Gateway];

    /// <summary>Returns when all are ready. The first silo makes the schema before the others come.</summary>
    public async Task StartAsync()
    {
        await Silos[0].StartAsync();
        await Task.WhenAll(All.Skip(1).Select(node => node.StartAsync()));
        _supervisors.AddRange(All.Select(node => node.SuperviseAsync(_stop.Token)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_supervisors);
        foreach (var node in All)
            node.Dispose();
        _stop.Dispose();
    }

    private static Dictionary<string, string> Settings(ClusterTestOptions options, string name, string role, int slots) => new(SiloProcess.QuietLog)
    {
        // Processes are started all the time, and share the machine: they are to be warm soon.
        ["DOTNET_TieredPGO"] = options.Mode == ClusterTestMode.Chaos ? "0" : "1",
        ["JobScheduler__Role"] = role,
        ["JobScheduler__Partitions"] = Number(options.Partitions),
        ["JobScheduler__Slots"] = Number(slots),
        ["JobScheduler__Orleans__Clustering"] = "cassandra",
        ["JobScheduler__Orleans__SiloName"] = name,
        ["JobScheduler__Orleans__SiloPort"] = Number(SiloProcess.FreePort()),
        ["JobScheduler__Orleans__GatewayPort"] = Number(SiloProcess.FreePort()),
        ["JobScheduler__Orleans__AdvertisedAddress"] = IPAddress.Loopback.ToString(),
        ["JobScheduler__Cassandra__ContactPoints__0"] = StoreControl.Host,
        ["JobScheduler__Cassandra__Port"] = Number(options.CassandraPort),
        ["JobScheduler__Cassandra__Datacenter"] = StoreControl.Datacenter,
        ["JobScheduler__Cassandra__Schema__ReplicationFactor"] = Number(options.CassandraNodes),
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
