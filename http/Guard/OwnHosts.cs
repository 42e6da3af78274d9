using System.Net;
using System.Net.Sockets;
using JobScheduler.Hosting.Network;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace JobScheduler.Http.Guard;

/// <summary>
/// The names the scheduler answers to. A page elsewhere can have its own name resolve to this machine (DNS rebinding) and is then the same
/// origin to its browser; only the Host header still tells, and it says that page's name.
/// </summary>
internal sealed class OwnHosts
{
    private const string Any = "*";
    private readonly HostEntry[] _names;
    private readonly bool _any;

    // The host that was asked for last and is ours: nearly always the one that is asked for now.
    private volatile string? _known;

    /// <param name="allowed">As configured, each acceptable.</param>
    /// <param name="configuration">Where the server's addresses stand, if anywhere.</param>
    public OwnHosts(IEnumerable<string> allowed, IConfiguration? configuration)
    {
        var entries = allowed.Concat(ListenedOn(configuration)).ToArray();
        _any = entries.Contains(Any);
        _names = [.. entries.Select(HostEntry.Parse).OfType<HostEntry>()];
    }

    /// <summary>Whether a text can be listed: a name, <c>*.</c> and a name, or <c>*</c>.</summary>
    public static bool IsEntry(string text) => text == Any || HostEntry.Parse(text) is { IsNetwork: false };

    /// <summary>
    /// Whether a request to this host is for us: a loopback name, an address (nobody's DNS says where that leads), or a name that is
    /// listed. No host at all is one too: health checks leave it out, browsers never do.
    /// </summary>
    public bool Has(HostString host)
    {
        if (!host.HasValue || _any || host.Value == _known)
            return true;
        if (!IsOurs(HostNames.Normal(host.Host)))
            return false;
        _known = host.Value;
        return true;
    }

    private bool IsOurs(string name) => IsLoopback(name) || IsAddress(name) || _names.Any(entry => entry.Lists(name));

    // https://www.rfc-editor.org/rfc/rfc6761#section-6.3: browsers resolve these themselves.
    private static bool IsLoopback(string name) => name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal);

    // As browsers spell it: "127.1" and "0x7f.1" are names to us.
    private static bool IsAddress(string name) =>
        IPAddress.TryParse(name, out var address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == name);

    private static IEnumerable<string> ListenedOn(IConfiguration? configuration)
    {
        var urls = (configuration?["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var endpoints = configuration?.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "") ?? [];
        foreach (var url in urls.Concat(endpoints))
        {
            // "*" and "+" are no hosts to a Uri; an address needs no entry, and a Unix socket is called by any name.
            if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.HostNameType == UriHostNameType.Dns && !url.Contains("://unix:/", StringComparison.Ordinal))
                yield return uri.Host;
        }
    }
}
