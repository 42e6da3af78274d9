using JobScheduler.Hosting.Network;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Guard;

/// <summary>Whose page sends a request: scheme, host in its normal spelling, port. https://www.rfc-editor.org/rfc/rfc6454</summary>
internal readonly record struct WebOrigin(string Scheme, string Host, int Port)
{
    /// <summary>Reads an Origin header, or an entry of a list of origins; null: it is none, as <c>null</c> itself is.</summary>
    public static WebOrigin? Parse(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri is { UserInfo: "", PathAndQuery: "/", Fragment: "" } && !text!.EndsWith('/')
            ? new(uri.Scheme, HostNames.Normal(uri.IdnHost), uri.Port) : null;

    /// <summary>Whether a request was sent to this origin.</summary>
    public bool Received(HttpRequest request) => Parse($"{request.Scheme}://{request.Host}") == this;
}
