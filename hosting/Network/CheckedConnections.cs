using System.Net;
using System.Net.Sockets;
using JobScheduler.Hosting.BuiltIn;
using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.Network;

/// <summary>Turns names into addresses. Tests give a table.</summary>
internal interface IHostResolver
{
    /// <summary>All addresses of a name.</summary>
    /// <exception cref="SocketException">There are none.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);
}

/// <summary>The operating system's resolver.</summary>
internal sealed class SystemHostResolver : IHostResolver
{
    /// <inheritdoc/>
    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        Dns.GetHostAddressesAsync(host, cancellationToken);
}

/// <summary>
/// Makes the connections of <c>http</c> jobs: resolves the name once, leaves out the addresses that must not be called, and connects to
/// one of the rest. A connection kept for later requests serves only the host it was checked for.
/// </summary>
internal sealed class CheckedConnections(IHostResolver resolver, HostRules rules, IOptions<JobSchedulerHttpJobsOptions> options)
{
    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="HttpJobRefusedException">No address of the host may be called.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var address) ? [address] : await resolver.ResolveAsync(host, cancellationToken);
        if (!IsProxy(context))
            addresses = await AllowedAsync(host, addresses, cancellationToken);
        return await OpenAsync(addresses, port, cancellationToken);
    }

    /// <summary>The proxy was set by whoever set the environment, not by a job: it may lie anywhere.</summary>
    private bool IsProxy(SocketsHttpConnectionContext context) =>
        options.Value.UseSystemProxy && context.InitialRequestMessage.RequestUri is { } target
        && (target.Port != context.DnsEndPoint.Port || HostNames.Normal(target.IdnHost) != HostNames.Normal(context.DnsEndPoint.Host));

    private async ValueTask<IPAddress[]> AllowedAsync(string host, IPAddress[] addresses, CancellationToken cancellationToken)
    {
        var allowed = new List<IPAddress>();
        string? problem = null;
        foreach (var address in addresses)
        {
            if (await rules.AddressProblemAsync(host, address, cancellationToken) is { } found)
                problem = found;
            else
                allowed.Add(address);
        }

        if (allowed.Count == 0 && problem is not null)
            throw HttpJobRefusedException.Address(host, problem);
        return [.. allowed];
    }

    private static async Task<Stream> OpenAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        SocketException? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }
}
