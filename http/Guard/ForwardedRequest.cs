using System.Net;
using System.Text.RegularExpressions;
using JobScheduler.Hosting.Network;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace JobScheduler.Http.Guard;

/// <summary>
/// Puts the scheme, host and path prefix that a reverse proxy was called with in the place of those it called us with. Only proxies that
/// are listed are believed: anybody can send these headers.
/// </summary>
internal sealed partial class ForwardedRequest(IEnumerable<string> proxies)
{
    private const int MaxPrefix = 256;
    private readonly HostEntry[] _proxies = [.. proxies.Select(HostEntry.Parse).OfType<HostEntry>()];

    /// <summary>Whether a text can be listed as a proxy: an address or a network.</summary>
    public static bool IsEntry(string text) => HostEntry.Parse(text) is { IsNetwork: true };

    /// <summary>Changes the request; says what is wrong with what the proxy sent, and then changes nothing.</summary>
    public Problem? Apply(HttpContext context)
    {
        if (_proxies.Length == 0 || !IsTrusted(context.Connection.RemoteIpAddress))
            return null;
        var (request, headers) = (context.Request, context.Request.Headers);
        var (scheme, host, prefix) = (Last(headers["X-Forwarded-Proto"]), Last(headers["X-Forwarded-Host"]), Last(headers["X-Forwarded-Prefix"]));
        if (scheme is not (null or "http" or "https"))
            return Unreadable("X-Forwarded-Proto", "must be http or https");
        if (host is not null && WebOrigin.Parse("http://" + host) is null)
            return Unreadable("X-Forwarded-Host", "must be a host, with a port if it is not the scheme's");
        if (prefix is not null && (prefix.Length > MaxPrefix || !Prefix().IsMatch(prefix)))
            return Unreadable("X-Forwarded-Prefix", "must be a path as /jobs");
        request.Scheme = scheme ?? request.Scheme;
        request.Host = host is null ? request.Host : new HostString(host);
        request.PathBase = new PathString(prefix?.TrimEnd('/')).Add(request.PathBase);
        return null;
    }

    private bool IsTrusted(IPAddress? caller) => caller is not null && _proxies.Any(proxy => proxy.Lists(caller));

    // The nearest proxy adds its own at the end.
    private static string? Last(StringValues values) =>
        values.Count == 0 ? null : values[^1]?.Split(',')[^1].Trim() is { Length: > 0 } last ? last : null;

    private static Problem Unreadable(string header, string why) =>
        new(ProblemKind.MalformedRequest, $"The reverse proxy sent a {header} that cannot be read.")
        {
            Errors = new Dictionary<string, string[]> { [header] = [why] },
        };

    // Nothing that would have to be escaped, and no "//", which would name a host.
    [GeneratedRegex("^(/[A-Za-z0-9._~-]+)*/?$")]
    private static partial Regex Prefix();
}
