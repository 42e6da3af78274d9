using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Hosting.Registration;

/// <summary>Carries the services; everything else is in them, so two hosts in one process share nothing.</summary>
internal sealed class JobSchedulerBuilder(IServiceCollection services) : IJobSchedulerBuilder
{
    /// <inheritdoc/>
    public IServiceCollection Services { get; } = services;
}
