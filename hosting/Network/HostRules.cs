using System.Net;
using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.Network;

/// <summary>
/// Says which hosts <c>http</c> jobs may call. Names are judged before a request is sent, addresses where a connection is made: what
/// is judged is what is connected to, so a name that changes its address in between gains nothing.
/// </summary>
internal sealed class HostRules(IOptions<JobSchedulerHttpJobsOptions> options, NetworkExposure exposure)
{
    private const string Unlisted = "is not among the hosts that http jobs may call (JobScheduler:HttpJobs:AllowedHosts)";
    private const string Forbidden = "is link-local, a metadata service or no host's address: http jobs never call these";
    private const string IsPrivate = "is on this machine or in a private network, which http jobs may not call here (JobScheduler:HttpJobs:PrivateNetworks)";

    /// <summary>Names of metadata services; their addresses are refused under any name.</summary>
    private static readonly HashSet<string> MetadataNames =
        ["metadata", "metadata.google.internal", "metadata.goog", "metadata.azure.internal", "instance-data", "instance-data.ec2.internal"];

    private readonly HostEntry[] _allowed = [.. options.Value.AllowedHosts.Select(HostEntry.Parse).OfType<HostEntry>()];

    /// <summary>Why a host must not be called, as the end of a sentence; null if its name says nothing against it.</summary>
    /// <param name="host">As in a URL: a name or an address.</param>
    /// <param name="cancellationToken">Ends the wait for the server to have started.</param>
    public async ValueTask<string?> HostProblemAsync(string host, CancellationToken cancellationToken)
    {
        var name = HostNames.Normal(host);
        if (IPAddress.TryParse(name, out var address))
            return await AddressProblemAsync(name, address, cancellationToken);
        if (MetadataNames.Contains(name))
            return Forbidden;
        // Where networks are listed, the address decides.
        return _allowed.Length == 0 || _allowed.Any(entry => entry.IsNetwork || entry.Lists(name)) ? null : Unlisted;
    }

    /// <summary>Why an address of a host must not be connected to, as the end of a sentence; null if it may.</summary>
    public async ValueTask<string?> AddressProblemAsync(string host, IPAddress address, CancellationToken cancellationToken)
    {
        var kind = AddressKinds.Of(address);
        if (kind == AddressKind.Never)
            return Forbidden;
        if (_allowed.Any(entry => entry.Lists(address)))
            return null;
        if (_allowed.Length > 0 && !_allowed.Any(entry => entry.Lists(HostNames.Normal(host))))
            return Unlisted;
        return kind == AddressKind.Public || await MayCallPrivateAsync(cancellationToken) ? null : IsPrivate;
    }

    private async ValueTask<bool> MayCallPrivateAsync(CancellationToken cancellationToken) => options.Value.PrivateNetworks switch
    {
        PrivateNetworkAccess.Allow => true,
        PrivateNetworkAccess.Refuse => false,
        _ => await exposure.IsLocalAsync(cancellationToken),
    };
}
