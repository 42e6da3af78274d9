using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Tests.Semantics;

/// <summary>Nothing is shared between hosts.</summary>
internal static class HostEngine
{
    public static void Configure(IServiceCollection services)
    {
    }
}
