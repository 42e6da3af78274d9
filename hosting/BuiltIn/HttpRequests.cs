using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JobScheduler.Hosting.Secrets;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>Makes the first request of an <c>http</c> job and fills in its secrets.</summary>
internal static class HttpRequests
{
    public const string JobIdHeader = "Job-Id";
    public const string AttemptHeader = "Job-Attempt";
    public const string TokenHeader = "Job-Fencing-Token";
    private const string IdempotencyHeader = "Idempotency-Key";

    /// <summary>The request; the payload has been validated.</summary>
    /// <exception cref="HttpJobRefusedException">A secret is missing, or cannot stand where it is named.</exception>
    public static HttpHop Create(HttpPayload payload, JobContext context, UsedSecrets secrets)
    {
        // A value in the URL is percent-encoded: it can be neither a new part of it nor another host.
        if (!Uri.TryCreate(secrets.Fill(payload.Url!, Uri.EscapeDataString), UriKind.Absolute, out var url))
            throw new HttpJobRefusedException("secret_invalid", "With its secrets the URL is too long.");
        return new(MethodOf(payload), url, Headers(payload, context, secrets), Body(payload, secrets));
    }

    /// <summary>The method of the first request.</summary>
    public static HttpMethod MethodOf(HttpPayload payload) =>
        payload.Method is { } name ? HttpMethod.Parse(name) : payload.HasBody ? HttpMethod.Post : HttpMethod.Get;

    private static List<HttpHopHeader> Headers(HttpPayload payload, JobContext context, UsedSecrets secrets)
    {
        var headers = (payload.Headers ?? []).Select(h => Header(h.Key, h.Value ?? "", secrets)).ToList();
        Add(JobIdHeader, context.JobId);
        Add(AttemptHeader, context.Attempt.ToString(CultureInfo.InvariantCulture));
        Add(TokenHeader, context.FencingToken.ToString(CultureInfo.InvariantCulture));
        if (!headers.Exists(h => h.Name.Equals(IdempotencyHeader, StringComparison.OrdinalIgnoreCase)))
            Add(IdempotencyHeader, context.JobId);
        return headers;

        void Add(string name, string value) => headers.Add(new(name, value, HasSecret: false));
    }

    private static HttpHopHeader Header(string name, string template, UsedSecrets secrets)
    {
        var value = secrets.Fill(template);
        if (!HttpPayloadValidator.IsHeaderValue(value))
            throw new HttpJobRefusedException("secret_invalid", $"A secret in the header {name} has characters that no header may have.");
        return new(name, value, SecretTemplate.Positions(template).Any());
    }

    private static HttpHopBody? Body(HttpPayload payload, UsedSecrets secrets)
    {
        if (!payload.HasBody)
            return null;
        var body = payload.Body!.Value;
        if (body.ValueKind == JsonValueKind.String)
        {
            var text = body.GetString()!;
            return new(
                Encoding.UTF8.GetBytes(secrets.Fill(text)), new MediaTypeHeaderValue("text/plain", "utf-8"), SecretTemplate.Positions(text).Any());
        }

        var json = body.GetRawText();
        var hasSecret = false;
        var filled = JsonRewriter.Strings(Encoding.UTF8.GetBytes(json), text =>
        {
            hasSecret |= SecretTemplate.Positions(text).Any();
            return secrets.Fill(text);
        });
        return new(filled, new MediaTypeHeaderValue("application/json"), hasSecret);
    }
}
