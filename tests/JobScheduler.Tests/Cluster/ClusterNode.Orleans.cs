using JobScheduler.Grains.Node;
using JobScheduler.Tests.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobScheduler.Tests.Cluster;

/// <summary>One silo of a <see cref="ClusterWorld"/>: a whole host, with handlers and a clock in the test's hands.</summary>
internal sealed class ClusterNode(string name, IReadOnlyList<string> types)
{
    private IHost? _host;

    public string Name => name;

    public ScriptedHandlers Handlers { get; } = new() { JobTypes = types };

    public OffsetClock Clock { get; } = new();

    /// <summary>Sees the calls that leave this silo.</summary>
    public IOutgoingGrainCallFilter? Calls { get; set; }

    public IServiceProvider Services => _host!.Services;

    public SchedulerNode Node => Services.GetRequiredService<SchedulerNode>();

    public IJobSchedulerClient Client => Services.GetRequiredService<IJobSchedulerClient>();

    public ISchedulerHealth Health => Services.GetRequiredService<ISchedulerHealth>();

    public int Serves => Node.Health.PartitionsServed;

    public void Started(IHost host) => _host = host;
}
