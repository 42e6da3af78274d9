using System.Buffers;
using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>Refuses what could never be sent.</summary>
internal sealed class HttpPayloadValidator : IJobPayloadValidator<HttpPayload>
{
    private const int MaxUrl = 8192;
    private const int MaxHeaders = 100;
    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly HashSet<string> OwnedByTransport = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    private static readonly HashSet<string> OwnedByScheduler = new(StringComparer.OrdinalIgnoreCase)
    {
        "traceparent", "tracestate", HttpRequests.JobIdHeader, HttpRequests.AttemptHeader, HttpRequests.TokenHeader,
    };

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string[]> Validate(HttpPayload payload)
    {
        var errors = new Dictionary<string, string[]>();
        Add("url", UrlProblem(payload.Url));
        Add("method", MethodProblem(payload.Method));
        CheckHeaders(payload.Headers ?? [], Add);
        if (payload.ExpectedStatus is { } statuses && (statuses.Length is < 1 or > 500 || statuses.Any(s => s is < 200 or > 599)))
            Add("expected_status", "must hold 1 to 500 statuses between 200 and 599");
        if (payload.TimeoutMs is < 1 or > TimeRules.MaxTimeoutMs)
            Add("timeout_ms", TimeRules.Between(1, TimeRules.MaxTimeoutMs));
        if (payload.MaxResponseBytes is < 0 or > 64 * 1024 * 1024)
            Add("max_response_bytes", TimeRules.Between(0, 64 * 1024 * 1024));
        return errors;

        void Add(string path, string? problem)
        {
            if (problem is not null)
                errors[path] = [problem];
        }
    }

    private static string? UrlProblem(string? url)
    {
        if (string.IsNullOrWhiteSpace(url))
            return "is required";
        if (url.Length > MaxUrl)
            return $"must be at most {MaxUrl} characters";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.Host.Length == 0)
            return "must be an absolute http or https URL";
        return uri.UserInfo.Length > 0 ? "must not hold credentials: send an Authorization header" : null;
    }

    private static string? MethodProblem(string? method)
    {
        if (method is null)
            return null;
        if (method.Length is < 1 or > 32 || method.AsSpan().ContainsAnyExcept(TokenChars))
            return "must be the name of an HTTP method";
        var refused = method.Equals("CONNECT", StringComparison.OrdinalIgnoreCase) || method.Equals("TRACE", StringComparison.OrdinalIgnoreCase);
        return refused ? "must not be CONNECT or TRACE" : null;
    }

    private static void CheckHeaders(Dictionary<string, string?> headers, Action<string, string?> add)
    {
        if (headers.Count > MaxHeaders)
            add("headers", $"must be at most {MaxHeaders}");
        foreach (var (name, value) in headers)
            add(JsonPaths.Member("headers", name), HeaderProblem(name, value));
    }

    private static string? HeaderProblem(string name, string? value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenChars))
            return "is not the name of a header";
        if (OwnedByTransport.Contains(name))
            return "cannot be set: it belongs to the connection";
        if (OwnedByScheduler.Contains(name))
            return "cannot be set: the scheduler sends it";
        return value is null || value.Any(c => c is (< ' ' or > '~') and not '\t') ? "must be printable ASCII" : null;
    }
}
