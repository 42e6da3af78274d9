using System.Collections.Concurrent;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;
using JobScheduler.Stores.Memory;
using JobScheduler.Tests.Grains;
using JobScheduler.Tests.Handlers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;
using Xunit;

namespace JobScheduler.Tests.Cluster;

/// <summary>Several silos and a gateway in this process, over one store in memory: whole hosts, as they are deployed.</summary>
internal sealed class ClusterWorld : IAsyncDisposable
{
    public const int Partitions = 16;
    public const string Work = "work";
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<string, ClusterNode> _nodes = new();
    private readonly Func<int, IReadOnlyList<string>> _types;
    private readonly Action<ClusterNode>? _prepare;
    private readonly Action<IHostApplicationBuilder> _client;
    private readonly SharedStore _store;
    private InProcessTestCluster _cluster = null!;

    private ClusterWorld(Func<int, IReadOnlyList<string>>? types, Action<ClusterNode>? prepare, Action<IHostApplicationBuilder>? client)
    {
        (_types, _prepare, _client) = (types ?? (static _ => [Work]), prepare, client ?? AddGateway);
        _store = new SharedStore(Memory);
    }

    public InMemoryStore Memory { get; } = new();

    public CapturedLogs Logs { get; } = new();

    /// <summary>The silos that live, by name.</summary>
    public IReadOnlyList<ClusterNode> Nodes => [.. _cluster.Silos.Select(silo => _nodes[silo.Name]).OrderBy(node => node.Name, StringComparer.Ordinal)];

    public ClusterNode this[int number] => _nodes[NameOf(number)];

    public IServiceProvider Gateway => _cluster.Client.ServiceProvider;

    public IGrainFactory Grains => _cluster.Client;

    /// <summary>Starts a cluster whose partitions are spread.</summary>
    /// <param name="silos">How many silos.</param>
    /// <param name="types">What the silo of a number handles.</param>
    /// <param name="prepare">Called before a silo starts.</param>
    /// <param name="client">What stands outside of the silos; null: a gateway.</param>
    public static async Task<ClusterWorld> StartAsync(
        short silos, Func<int, IReadOnlyList<string>>? types = null, Action<ClusterNode>? prepare = null, Action<IHostApplicationBuilder>? client = null)
    {
        var world = new ClusterWorld(types, prepare, client);
        await world.Memory.OpenAsync(Partitions, default);
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSiloHost(world.AddSilo);
        builder.ConfigureClientHost(world._client);
        world._cluster = builder.Build();
        try
        {
            await GrainWorld.Within(world._cluster.DeployAsync(), "the cluster starts");
        }
        catch (Exception)
        {
            await world._cluster.DisposeAsync();
            throw;
        }

        foreach (var silo in world._cluster.Silos)
            world._nodes[silo.Name].Started(silo.SiloHost);
        return world;
    }

    public async Task<ClusterNode> AddAsync()
    {
        var silo = await GrainWorld.Within(_cluster.StartAdditionalSiloAsync(), "another silo starts");
        _nodes[silo.Name].Started(silo.SiloHost);
        return _nodes[silo.Name];
    }

    /// <summary>Stops a silo in order, as a rolling restart does.</summary>
    public Task StopAsync(ClusterNode node) => GrainWorld.Within(_cluster.StopSiloAsync(_cluster.Silos.Single(silo => silo.Name == node.Name)), $"{node.Name} stops");

    /// <summary>Ends a silo without any order: nothing is drained, handed back or moved.</summary>
    public Task KillAsync(ClusterNode node) => GrainWorld.Within(_cluster.KillSiloAsync(_cluster.Silos.Single(silo => silo.Name == node.Name)), $"{node.Name} is killed");

    /// <summary>Waits until every partition is served once, and each of these silos serves its share.</summary>
    public static Task SpreadAsync(params ClusterNode[] over) => UntilAsync(
        () => over.Sum(node => node.Serves) == Partitions && over.All(node => node.Serves >= Partitions / over.Length && node.Serves <= (Partitions / over.Length) + 1),
        () => $"the partitions are spread over {over.Length} silos ({string.Join(", ", over.Select(node => $"{node.Name}: {node.Serves}"))})");

    /// <summary>Looks again and again until it is so; there is no event for what several processes have in common.</summary>
    public static async Task UntilAsync(Func<bool> isSo, Func<string> phase)
    {
        using var timer = new PeriodicTimer(LookEvery, TimeProvider.System);
        var began = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            if (TimeProvider.System.GetElapsedTime(began) > GrainWorld.Patience)
                throw new TimeoutException($"{phase()}: not within {GrainWorld.Patience.TotalSeconds} s.");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>The silo that serves a job's partition.</summary>
    public ClusterNode OwnerOf(string jobId) => Nodes.Single(node => node.Node.Health.Serves(PartitionOf(jobId)));

    public static int PartitionOf(string jobId)
    {
        Assert.True(JobIds.TryGetPartition(jobId, Partitions, out var partition));
        return partition;
    }

    public static string NameOf(int number) => $"Silo_{number}";

    public async ValueTask DisposeAsync()
    {
        // What a test has left running need not drain.
        await Task.WhenAll(_cluster.Silos.ToArray().Select(_cluster.KillSiloAsync));
        await _cluster.DisposeAsync();
    }

    private void AddSilo(InProcessTestSiloSpecificOptions options, IHostApplicationBuilder host)
    {
        var number = int.Parse(options.SiloName.Split('_')[1], System.Globalization.CultureInfo.InvariantCulture);
        var node = _nodes[options.SiloName] = new ClusterNode(options.SiloName, _types(number));
        _prepare?.Invoke(node);
        var scheduler = Add(host, node.Clock, ("JobScheduler:Orleans:SiloName", options.SiloName));
        foreach (var type in node.Handlers.JobTypes)
            scheduler.AddHandler(type, static (Order order) => order.Number, handler => handler.Queue = $"{type}-queue");
        host.Services.AddSingleton<IHandlerInvoker>(node.Handlers);
        if (node.Calls is { } calls)
            host.Services.AddSingleton(calls);
    }

    private void AddGateway(IHostApplicationBuilder host) => Add(host, TimeProvider.System, ("JobScheduler:Role", "gateway"));

    private IJobSchedulerBuilder Add(IHostApplicationBuilder host, TimeProvider clock, (string Key, string Value) setting)
    {
        host.Logging.AddProvider(Logs).SetMinimumLevel(LogLevel.Information);
        host.Configuration.AddInMemoryCollection([new(setting.Key, setting.Value), new("JobScheduler:Orleans:Clustering", "external")]);
        host.Services.AddKeyedSingleton(JobSchedulerServiceCollectionExtensions.TimeProviderKey, clock);
        var scheduler = host.Services.AddJobSchedulerCluster(host.Configuration, options =>
        {
            options.Partitions = Partitions;
            options.DrainTimeout = TimeSpan.FromSeconds(5);
        });
        host.Services.AddSingleton(_store.Roles);
        return scheduler.BindConfiguration(host.Configuration.GetSection("JobScheduler"));
    }

    /// <summary>What the handlers of these tests take.</summary>
    internal sealed record Order(int Number);
}
