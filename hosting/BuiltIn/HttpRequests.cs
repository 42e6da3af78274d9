using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>Makes the request of an <c>http</c> job. The trace headers are HttpClient's own: it sends those of the current activity.</summary>
internal static class HttpRequests
{
    public const string JobIdHeader = "Job-Id";
    public const string AttemptHeader = "Job-Attempt";
    public const string TokenHeader = "Job-Fencing-Token";
    private const string IdempotencyHeader = "Idempotency-Key";

    /// <summary>The request; the payload has been validated.</summary>
    public static HttpRequestMessage Create(HttpPayload payload, JobContext context)
    {
        var method = payload.Method is { } name ? HttpMethod.Parse(name) : payload.HasBody ? HttpMethod.Post : HttpMethod.Get;
        var request = new HttpRequestMessage(method, payload.Url) { Content = Body(payload) };
        foreach (var (header, value) in payload.Headers ?? [])
            Add(request, header, value ?? "");
        request.Headers.TryAddWithoutValidation(JobIdHeader, context.JobId);
        request.Headers.TryAddWithoutValidation(AttemptHeader, context.Attempt.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(TokenHeader, context.FencingToken.ToString(CultureInfo.InvariantCulture));
        if (!request.Headers.Contains(IdempotencyHeader))
            request.Headers.TryAddWithoutValidation(IdempotencyHeader, context.JobId);
        return request;
    }

    private static ByteArrayContent? Body(HttpPayload payload)
    {
        if (!payload.HasBody)
            return null;
        var body = payload.Body!.Value;
        var isText = body.ValueKind == JsonValueKind.String;
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(isText ? body.GetString()! : body.GetRawText()));
        content.Headers.ContentType = isText ? new MediaTypeHeaderValue("text/plain", "utf-8") : new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (request.Headers.TryAddWithoutValidation(name, value))
            return;
        // A header of the body: it replaces what was set for the body, and needs one.
        request.Content ??= new ByteArrayContent([]);
        request.Content.Headers.Remove(name);
        request.Content.Headers.TryAddWithoutValidation(name, value);
    }
}
