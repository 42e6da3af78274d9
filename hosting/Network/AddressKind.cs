using System.Net;
using System.Net.Sockets;

namespace JobScheduler.Hosting.Network;

/// <summary>How far an address may be trusted to be somebody else's; the higher, the stricter.</summary>
internal enum AddressKind
{
    /// <summary>Reachable by everybody.</summary>
    Public,

    /// <summary>This machine or its private networks.</summary>
    Private,

    /// <summary>Link-local, metadata of a cloud, multicast, or no host's address: never called.</summary>
    Never,
}

/// <summary>Tells kinds of addresses apart, also of IPv4 addresses inside IPv6 ones.</summary>
/// <remarks>https://www.iana.org/assignments/iana-ipv4-special-registry, .../iana-ipv6-special-registry, and the clouds' own manuals.</remarks>
internal static class AddressKinds
{
    private static readonly IPNetwork[] NeverCalled = Parse(
        "0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4", "240.0.0.0/4",
        // Metadata: Alibaba, Azure's wire server; AWS, Google and Oracle are link-local or above, in IPv6 they are not.
        "100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::/32", "fd20:ce::/32", "fd00:c1::/32",
        "::/128", "100::/64", "fe80::/10", "ff00::/8",
        // What a NAT64 of one's own network makes of it is not known here.
        "64:ff9b:1::/48");

    private static readonly IPNetwork[] Private = Parse(
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
        "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "::1/128", "fc00::/7", "fec0::/10", "2001:db8::/32", "3fff::/20", "5f00::/16");

    /// <summary>Where IPv6 addresses have an IPv4 address in them: mapped, translated, NAT64, 6to4, Teredo's server.</summary>
    private static readonly (IPNetwork Prefix, int Offset)[] Carriers =
    [
        (IPNetwork.Parse("::ffff:0:0/96"), 12), (IPNetwork.Parse("::ffff:0:0:0/96"), 12), (IPNetwork.Parse("64:ff9b::/96"), 12),
        (IPNetwork.Parse("2002::/16"), 2), (IPNetwork.Parse("2001::/32"), 4),
    ];

    private static readonly IPNetwork Compatible = IPNetwork.Parse("::/96");
    private static readonly IPNetwork Teredo = IPNetwork.Parse("2001::/32");

    /// <summary>The strictest kind of an address and of the addresses inside it.</summary>
    public static AddressKind Of(IPAddress address)
    {
        var kind = OfItself(address);
        foreach (var inner in Inside(address))
            kind = (AddressKind)Math.Max((int)kind, (int)OfItself(inner));
        return kind;
    }

    private static AddressKind OfItself(IPAddress address)
    {
        if (NeverCalled.Any(network => network.Contains(address)))
            return AddressKind.Never;
        return Private.Any(network => network.Contains(address)) ? AddressKind.Private : AddressKind.Public;
    }

    private static IEnumerable<IPAddress> Inside(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            yield break;
        var bytes = address.GetAddressBytes();
        foreach (var (prefix, offset) in Carriers)
        {
            if (prefix.Contains(address))
                yield return V4(bytes, offset);
        }

        // IPv4-compatible; the unspecified address and loopback look like some, and are not.
        if (Compatible.Contains(address) && !address.Equals(IPAddress.IPv6Any) && !address.Equals(IPAddress.IPv6Loopback))
            yield return V4(bytes, 12);
        if (Teredo.Contains(address))
            yield return new IPAddress([.. bytes[12..].Select(b => (byte)~b)]);
        // ISATAP: an interface id of 0000:5efe or 0200:5efe and the address.
        if ((bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe)
            yield return V4(bytes, 12);
    }

    private static IPAddress V4(byte[] bytes, int offset) => new(bytes.AsSpan(offset, 4));

    private static IPNetwork[] Parse(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
