using System.Net;

namespace JobScheduler.Hosting.Network;

/// <summary>One entry of an allow-list: a name, <c>*.</c> and a name, an address, or a network.</summary>
internal sealed record HostEntry
{
    private readonly string? _name;
    private readonly bool _isBelow;
    private readonly IPNetwork? _network;

    private HostEntry(string? name, bool isBelow, IPNetwork? network) => (_name, _isBelow, _network) = (name, isBelow, network);

    /// <summary>Whether it lists addresses rather than names.</summary>
    public bool IsNetwork => _network is not null;

    /// <summary>Reads an entry; null if it is none.</summary>
    public static HostEntry? Parse(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
            return new(null, false, network);
        if (IPAddress.TryParse(text.Trim('[', ']'), out var address))
            return new(null, false, new IPNetwork(address, address.GetAddressBytes().Length * 8));
        var isBelow = text.StartsWith("*.", StringComparison.Ordinal);
        var name = isBelow ? text[2..] : text;
        return IsName(name) ? new(HostNames.Normal(new Uri($"http://{name}/").IdnHost), isBelow, null) : null;
    }

    /// <summary>Whether a host's normal name is meant.</summary>
    public bool Lists(string host) =>
        _name is not null && (_isBelow ? host.EndsWith("." + _name, StringComparison.Ordinal) : host == _name);

    /// <summary>Whether an address is meant; an IPv4 address may come as its IPv6 form.</summary>
    public bool Lists(IPAddress address) =>
        _network is { } network && network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    private static bool IsName(string name) =>
        Uri.CheckHostName(name) == UriHostNameType.Dns && Uri.TryCreate($"http://{name}/", UriKind.Absolute, out var uri)
        && uri is { HostNameType: UriHostNameType.Dns, IsDefaultPort: true };
}

/// <summary>One spelling for each host name.</summary>
internal static class HostNames
{
    /// <summary>Lower case, without the dot that ends a full name and without an address' brackets.</summary>
    public static string Normal(string host) => host.Trim('[', ']').TrimEnd('.').ToLowerInvariant();
}
