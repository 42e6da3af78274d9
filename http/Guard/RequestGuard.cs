using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JobScheduler.Http.Guard;

/// <summary>
/// Stands before every endpoint, so that no page but the scheduler's own can use a visitor's browser to reach it: the scheduler has no
/// accounts, and what protects it is who can reach it, which a browser can. See docs/security.md.
/// </summary>
internal sealed class RequestGuard
{
    private const int MaxShown = 200;
    private readonly OwnHosts _hosts;
    private readonly ForwardedRequest _proxies;
    private readonly CrossOriginAccess _others;

    public RequestGuard(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<JobSchedulerHttpOptions>>().Value;
        _hosts = new(options.AllowedHosts, services.GetService<IConfiguration>());
        _proxies = new(options.TrustedProxies);
        _others = new(options.AllowedOrigins);
    }

    /// <summary>Puts the guard before endpoints.</summary>
    public void Protect(IEndpointConventionBuilder endpoints) => endpoints.Add(Protect);

    /// <summary>Puts the guard before an endpoint.</summary>
    public void Protect(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is { } serve)
            endpoint.RequestDelegate = context => ServeAsync(context, serve);
    }

    /// <summary>Sets the headers that every answer has; again on one that is begun anew.</summary>
    public void SetHeaders(HttpContext context)
    {
        SecurityHeaders.Set(context.Response, LinkTo(context)?.Policy ?? SecurityHeaders.DataPolicy);
        _others.Grant(context);
    }

    private Task ServeAsync(HttpContext context, RequestDelegate serve)
    {
        SetHeaders(context);
        if (ProblemOf(context) is { } problem)
            return ProblemWriter.WriteAsync(context, problem);
        return _others.AnswersPreflight(context) ? Task.CompletedTask : serve(context);
    }

    private static LinkTarget? LinkTo(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<LinkTarget>();

    private Problem? ProblemOf(HttpContext context)
    {
        var request = context.Request;
        if (!_hosts.Has(request.Host))
            return WrongHost(request.Host);
        if (_proxies.Apply(context) is { } unreadable)
            return unreadable;

        // Both count: behind a proxy on this machine a page elsewhere could send us any forwarded host, but not its own Host.
        if (!_hosts.Has(request.Host))
            return WrongHost(request.Host);
        if (request.Headers.Origin is { Count: > 0 } origin)
            return IsWelcome(request, origin.ToString()) ? null : WrongOrigin(origin.ToString());
        return IsOfOurSite(request) || (LinkTo(context) is not null && IsLink(request)) ? null : WrongSite(request);
    }

    /// <summary>Whether an origin is ours, with the browser agreeing, or one that is listed.</summary>
    private bool IsWelcome(HttpRequest request, string text) =>
        WebOrigin.Parse(text) is { } origin && (_others.Allows(origin) || (origin.Received(request) && IsOfOurSite(request)));

    // "none": typed, or opened by the browser itself. A value of tomorrow is not ours. https://www.w3.org/TR/fetch-metadata/
    private static bool IsOfOurSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is var site && (site.Count == 0 || site.ToString() is "same-origin" or "none");

    // A tab of its own: not a frame, an image or a script of the page that has the link.
    private static bool IsLink(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";

    private static Problem WrongHost(HostString host) => new(
        ProblemKind.ForbiddenOrigin,
        $"The scheduler does not answer to the host name '{Shown(host.Host)}'. If it is the scheduler's, list it in JobScheduler:Http:AllowedHosts.");

    private static Problem WrongOrigin(string origin) => new(
        ProblemKind.ForbiddenOrigin,
        $"The request comes from a page of another origin, {Shown(origin)}. If its pages may call the scheduler, list it in "
        + "JobScheduler:Http:AllowedOrigins. If it is this scheduler behind a reverse proxy, list the proxy in JobScheduler:Http:TrustedProxies.");

    private static Problem WrongSite(HttpRequest request) => new(
        ProblemKind.ForbiddenOrigin,
        $"The request comes from a page of another site: its browser says {Shown(request.Headers["Sec-Fetch-Site"].ToString())}.");

    private static string Shown(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "...";
}
