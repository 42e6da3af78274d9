using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>
/// Sends a request. An expected status completes the job; 408, 429, 5xx and broken or refused connections are tried again (after
/// what Retry-After says, if it says so); any other status fails the job at once.
/// </summary>
internal sealed class HttpHandler(
    IHttpClientFactory clients, [FromKeyedServices(JobSchedulerServiceCollectionExtensions.TimeProviderKey)] TimeProvider time)
    : IJobHandler<HttpPayload, RawJson>
{
    public const string ClientName = "JobScheduler.Http";
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(24);

    /// <inheritdoc/>
    public async Task<JobOutcome<RawJson>> HandleAsync(HttpPayload payload, JobContext context, CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromMilliseconds(payload.TimeoutMs ?? HttpPayload.DefaultTimeoutMs);
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await ExchangeAsync(payload, context, either.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            // The job's own token goes first: then the attempt stopped, it did not fail.
            cancellationToken.ThrowIfCancellationRequested();
            return timeout.IsCancellationRequested
                ? Retry("http_timeout", string.Create(CultureInfo.InvariantCulture, $"No whole answer within {limit.TotalMilliseconds} ms."))
                : Retry("http_connect", e.Message, Causes(e));
        }
    }

    // The reason lies in the inner exceptions; where in HttpClient it was found says nothing.
    private static string? Causes(Exception exception)
    {
        var causes = new List<string>();
        for (var cause = exception.InnerException; cause is not null; cause = cause.InnerException)
            causes.Add($"{cause.GetType().Name}: {cause.Message}");
        return causes.Count == 0 ? null : string.Join('\n', causes);
    }

    private async Task<JobOutcome<RawJson>> ExchangeAsync(HttpPayload payload, JobContext context, CancellationToken cancellationToken)
    {
        using var request = HttpRequests.Create(payload, context);
        using var client = clients.CreateClient(ClientName);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var answer = await HttpAnswer.ReadAsync(
            response, payload.MaxResponseBytes ?? HttpPayload.DefaultMaxResponseBytes, cancellationToken);
        return payload.Expects((int)response.StatusCode) ? answer.ToResult() : Refused(response, answer);
    }

    private JobOutcome Refused(HttpResponseMessage response, HttpAnswer answer)
    {
        var status = (int)response.StatusCode;
        var code = string.Create(CultureInfo.InvariantCulture, $"http_status_{status}");
        var message = string.Create(CultureInfo.InvariantCulture, $"{status} {response.ReasonPhrase}").TrimEnd();
        var mayRecover = status >= 500
            || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
        return mayRecover
            ? Retry(code, message, answer.Excerpt, RetryAfter(response))
            : new FailOutcome(code, message) { Detail = answer.Excerpt };
    }

    private static RetryOutcome Retry(string code, string message, string? detail = null, TimeSpan? after = null) =>
        new(after, null) { Error = new(code, message, detail) };

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var after = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return after is { } delay ? TimeSpan.FromTicks(Math.Clamp(delay.Ticks, 0, MaxRetryAfter.Ticks)) : null;
    }
}
