using System.Net;
using JobScheduler.KillTest;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace JobScheduler.Tests.Semantics;

/// <summary>A silo of its own on ports of its own, so that hosts may run side by side.</summary>
internal static class HostEngine
{
    public static void Configure(IServiceCollection services)
    {
        var (silo, gateway) = (SiloProcess.FreePort(), SiloProcess.FreePort());
        services.PostConfigure<EndpointOptions>(options => (options.SiloPort, options.GatewayPort) = (silo, gateway));
        services.PostConfigure<DevelopmentClusterMembershipOptions>(options => options.PrimarySiloEndpoint = new IPEndPoint(IPAddress.Loopback, silo));
    }
}
