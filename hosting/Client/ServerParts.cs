using JobScheduler.Grains.Node;
using JobScheduler.Hosting.Backups;
using JobScheduler.Hosting.Handlers;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Hosting.Client;

/// <summary>What operators ask the client for.</summary>
/// <param name="Backups">Makes backups.</param>
/// <param name="Nodes">Asks the nodes.</param>
/// <param name="JobTypes">Describes job types.</param>
/// <param name="Changes">Follows the changes of all jobs.</param>
/// <param name="Settings">What clients are told to go by.</param>
internal sealed record ServerParts(BackupRunner Backups, NodeReads Nodes, JobTypeReads JobTypes, ChangeWatch Changes, ServerSettings Settings)
{
    /// <summary>Registers them.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<JobTypeDescriptions>();
        services.AddSingleton<IJobTypeDescriptions>(static provider => provider.GetRequiredService<JobTypeDescriptions>());
        services.AddSingleton<NodeReads>();
        services.AddSingleton<JobTypeReads>();
        services.AddSingleton<ClusterChanges>();
        services.AddSingleton<ChangeWatch>();
        services.AddSingleton<ServerSettings>();
        services.AddSingleton<ServerParts>();
    }
}
