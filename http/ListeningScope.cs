using System.Net;
using JobScheduler.Hosting.Network;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Http;

/// <summary>Tells whether the server that serves the API can be reached from this machine only.</summary>
internal static class ListeningScope
{
    /// <summary>Lets the scheduler's host rules ask it.</summary>
    public static void Declare(IServiceProvider services) =>
        services.GetService<NetworkExposure>()?.ServedBy(
            () => IsLoopbackOnly(services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? []));

    /// <summary>Whether all addresses are loopback's, a Unix socket or a named pipe. A server that names none is not known to be local.</summary>
    public static bool IsLoopbackOnly(ICollection<string> addresses) => addresses.Count > 0 && addresses.All(IsLoopback);

    private static bool IsLoopback(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.IsUnixPipe || address.IsNamedPipe || address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
