using System.Diagnostics;
using System.Globalization;
using System.Net;
using JobScheduler.Grains.Diagnostics;
using JobScheduler.Hosting.Network;
using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>
/// Sends a request and follows its redirects, each judged like the first. Every request is an activity that names the host and not the
/// path, where a secret may stand; it carries the trace on also when nobody listens.
/// </summary>
internal sealed class HttpSender(IHttpClientFactory clients, HostRules rules, IOptions<JobSchedulerHttpJobsOptions> options)
{
    /// <summary>The answer that is no redirect to follow; its body has not been read.</summary>
    /// <param name="hop">The first request.</param>
    /// <param name="isWanted">Whether a redirect of this status is the answer that was asked for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HttpJobRefusedException">A host must not be called, or a redirect not be followed.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpHop hop, Func<HttpStatusCode, bool> isWanted, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(HttpHandler.ClientName);
        var max = options.Value.MaxRedirects;
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendAsync(client, hop, cancellationToken);
            try
            {
                var next = max == 0 || isWanted(response.StatusCode) ? null : HttpRedirects.Next(hop, response);
                if (next is null)
                    return response;
                if (redirects == max)
                    throw new HttpJobRefusedException("http_too_many_redirects", string.Create(CultureInfo.InvariantCulture, $"More than {max} redirects followed one another."));
                hop = next;
            }
            catch
            {
                response.Dispose();
                throw;
            }

            response.Dispose();
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpHop hop, CancellationToken cancellationToken)
    {
        await CheckAsync(hop.Url.IdnHost, cancellationToken);
        if (hop.Host is { } named)
            await CheckAsync(WithoutPort(named), cancellationToken);
        using var activity = Start(hop);
        using var request = hop.ToMessage();
        DistributedContextPropagator.Current.Inject(Activity.Current, request, static (carrier, name, value) =>
            ((HttpRequestMessage)carrier!).Headers.TryAddWithoutValidation(name, value));
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        activity?.SetTag("http.response.status_code", (int)response.StatusCode);
        return response;
    }

    private async Task CheckAsync(string host, CancellationToken cancellationToken)
    {
        if (await rules.HostProblemAsync(host, cancellationToken) is { } problem)
            throw HttpJobRefusedException.Address(host, problem);
    }

    /// <remarks>https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span</remarks>
    private static Activity? Start(HttpHop hop) => SchedulerActivities.Source.StartActivity(hop.Method.Method, ActivityKind.Client)?
        .SetTag("http.request.method", hop.Method.Method)
        .SetTag("url.scheme", hop.Url.Scheme)
        .SetTag("server.address", hop.Url.IdnHost)
        .SetTag("server.port", hop.Url.Port);

    private static string WithoutPort(string host) => Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var url) ? url.IdnHost : host;
}
