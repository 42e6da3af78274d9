using System.Diagnostics;
using System.Net.Http.Headers;

namespace JobScheduler.Client.Http;

/// <summary>Makes the HTTP messages: a message can be sent only once, so each try has its own.</summary>
internal static class HttpRequests
{
    private static readonly MediaTypeHeaderValue Json = new("application/json") { CharSet = "utf-8" };
    private static readonly ProductInfoHeaderValue Agent =
        new("JobScheduler.Client", typeof(HttpRequests).Assembly.GetName().Version?.ToString(3) ?? "0");

    public static HttpRequestMessage Create(Uri baseAddress, ApiRequest request)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(WithSlash(baseAddress), request.Path));
        message.Headers.UserAgent.Add(Agent);
        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.ContentType = Json;
        }
        else if (request.Method != HttpMethod.Get)
        {
            // A request without content is sent again by the framework itself when a kept connection breaks, whatever its method, and
            // what becomes of the second would be taken for the outcome of both.
            message.Content = new ByteArrayContent([]);
        }

        Add("Idempotency-Key", request.KeyHeader);
        Add("Last-Event-ID", request.LastEventId);
        Add("If-Match", request.IfMatch);
        Add("If-None-Match", request.IfNoneMatch);
        AddTrace(request.TraceParent, request.TraceState);
        return message;

        void Add(string name, string? value)
        {
            if (value is not null)
                message.Headers.TryAddWithoutValidation(name, value);
        }

        void AddTrace(string? parent, string? state)
        {
            if (parent is null && Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
                (parent, state) = (activity.Id, activity.TraceStateString);
            Add("traceparent", parent);
            if (parent is not null)
                Add("tracestate", state);
        }
    }

    /// <summary>Without it the last segment of a path prefix would be replaced.</summary>
    private static Uri WithSlash(Uri address) =>
        address.AbsolutePath.EndsWith('/') ? address : new UriBuilder(address) { Path = address.AbsolutePath + "/" }.Uri;
}
