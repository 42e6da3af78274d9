using System.Buffers;
using System.Text.Json;
using JobScheduler.Hosting.Secrets;
using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>Refuses what could never be sent.</summary>
internal sealed class HttpPayloadValidator : IJobPayloadValidator<HttpPayload>
{
    public const int MaxUrl = 8192;
    public const int MaxHeaders = 100;
    public const int MostResponseBytes = 64 * 1024 * 1024;
    private const int MaxPlaceholders = 100;
    private const string BrokenPlaceholder =
        "has a ${secret: without a name of [A-Za-z0-9_.-] and a closing brace; for the text itself write $${secret:";

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
        Add("body", payload.HasBody && Strings(payload.Body!.Value).Any(SecretTemplate.IsBroken) ? BrokenPlaceholder : null);
        if (payload.ExpectedStatus is { } statuses && (statuses.Length is < 1 or > 500 || statuses.Any(s => s is < 200 or > 599)))
            Add("expected_status", "must hold 1 to 500 statuses between 200 and 599");
        if (payload.TimeoutMs is < 1 or > TimeRules.MaxTimeoutMs)
            Add("timeout_ms", TimeRules.Between(1, TimeRules.MaxTimeoutMs));
        if (payload.MaxResponseBytes is < 0 or > MostResponseBytes)
            Add("max_response_bytes", TimeRules.Between(0, MostResponseBytes));
        if (Placeholders(payload) > MaxPlaceholders)
            errors.TryAdd("", [$"must name secrets at most {MaxPlaceholders} times"]);
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
        if (url.Any(char.IsControl))
            return "must not have control characters";
        if (SecretTemplate.IsBroken(url))
            return BrokenPlaceholder;
        if (Filled(url, "x") is not { } uri)
            return "must be an absolute http or https URL";
        if (uri.UserInfo.Length > 0)
            return "must not hold credentials: send an Authorization header";
        // What stands in the host differs with the secret.
        return Filled(url, "y")?.GetLeftPart(UriPartial.Authority) == uri.GetLeftPart(UriPartial.Authority)
            ? null
            : "must name secrets in its path and query only";
    }

    private static Uri? Filled(string url, string value) =>
        Uri.TryCreate(SecretTemplate.Expand(url, _ => value), UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Host.Length > 0
            ? uri
            : null;

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
        if (value is null || !IsHeaderValue(value))
            return "must be printable ASCII";
        return SecretTemplate.IsBroken(value) ? BrokenPlaceholder : null;
    }

    /// <summary>Whether a value can be no more than the value of one header.</summary>
    public static bool IsHeaderValue(string value) => !value.Any(c => c is (< ' ' or > '~') and not '\t');

    private static int Placeholders(HttpPayload payload) =>
        new[] { payload.Url ?? "" }.Concat((payload.Headers ?? []).Values.Select(value => value ?? ""))
            .Concat(payload.HasBody ? Strings(payload.Body!.Value) : [])
            .Sum(text => SecretTemplate.Positions(text).Count());

    private static IEnumerable<string> Strings(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => Strings(member.Value)),
        _ => [],
    };
}
