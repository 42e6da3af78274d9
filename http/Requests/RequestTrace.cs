using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Requests;

/// <summary>The W3C trace a request belongs to. https://www.w3.org/TR/trace-context/</summary>
internal static class RequestTrace
{
    private static readonly object Key = new();

    /// <summary>32 hex digits, the same for the whole request: of its traceparent, else of the current activity, else new.</summary>
    public static string IdOf(HttpContext context)
    {
        if (context.Items.TryGetValue(Key, out var known) && known is string id)
            return id;
        id = (FromHeader(context.Request) ?? FromActivity() ?? ActivityTraceId.CreateRandom()).ToHexString();
        context.Items[Key] = id;
        return id;
    }

    /// <summary>The traceparent as sent; the scheduler checks it and replaces an invalid one.</summary>
    public static string? ParentOf(HttpRequest request) =>
        request.Headers.TraceParent is { Count: 1 } header && !string.IsNullOrEmpty(header[0]) ? header[0] : null;

    /// <summary>The tracestate as sent.</summary>
    public static string? StateOf(HttpRequest request) =>
        request.Headers.TraceState is { Count: > 0 } header ? header.ToString() : null;

    private static ActivityTraceId? FromActivity() =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId : null;

    private static ActivityTraceId? FromHeader(HttpRequest request) =>
        ActivityContext.TryParse(ParentOf(request), null, out var parent) && parent.TraceId != default ? parent.TraceId : null;
}
