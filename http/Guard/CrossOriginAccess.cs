using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Guard;

/// <summary>Lets the pages of configured origins call the API, as browsers want it told. https://fetch.spec.whatwg.org/#http-cors-protocol</summary>
/// <param name="allowed">The origins, each acceptable.</param>
internal sealed class CrossOriginAccess(IEnumerable<string> allowed)
{
    private readonly HashSet<WebOrigin> _allowed = [.. allowed.Select(WebOrigin.Parse).OfType<WebOrigin>()];

    /// <summary>Whether the pages of an origin may call.</summary>
    public bool Allows(WebOrigin origin) => _allowed.Contains(origin);

    /// <summary>Tells a browser what the page behind a request may see of its answer.</summary>
    public void Grant(HttpContext context)
    {
        if (_allowed.Count == 0)
            return;
        var headers = context.Response.Headers;
        headers.Append("Vary", "Origin");
        if (!Knows(context.Request))
            return;
        headers.AccessControlAllowOrigin = context.Request.Headers.Origin;
        headers.AccessControlExposeHeaders = "Allow, ETag, Location, Retry-After";
    }

    /// <summary>Answers a browser that only asks whether it may send such a request.</summary>
    /// <returns>Whether it did.</returns>
    public bool AnswersPreflight(HttpContext context)
    {
        if (!HttpMethods.IsOptions(context.Request.Method) || context.Request.Headers.AccessControlRequestMethod.Count == 0 || !Knows(context.Request))
            return false;
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = "GET, HEAD, POST, PUT, PATCH, DELETE";
        headers.AccessControlAllowHeaders = "Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, traceparent, tracestate";
        headers.AccessControlMaxAge = "600"; // seconds
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }

    private bool Knows(HttpRequest request) => WebOrigin.Parse(request.Headers.Origin) is { } origin && Allows(origin);
}
