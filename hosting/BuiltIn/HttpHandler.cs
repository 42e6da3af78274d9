using System.Globalization;
using System.Net;
using JobScheduler.Hosting.Handlers;
using JobScheduler.Hosting.Secrets;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>
/// Sends a request. An expected status completes the job; 408, 429, 5xx and broken or refused connections are tried again (after
/// what Retry-After says, if it says so); any other status, and what must not be sent, fails the job at once. Whatever is said about
/// the exchange passes <see cref="SecretRedaction"/>.
/// </summary>
internal sealed class HttpHandler(
    HttpSender sender, SecretSource secretSource, [FromKeyedServices(JobSchedulerServiceCollectionExtensions.TimeProviderKey)] TimeProvider time)
    : IJobHandler<HttpPayload, RawJson>
{
    public const string ClientName = "JobScheduler.Http";
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(24);
    private static readonly HttpPayloadValidator Rules = new();

    /// <inheritdoc/>
    public async Task<JobOutcome<RawJson>> HandleAsync(HttpPayload payload, JobContext context, CancellationToken cancellationToken)
    {
        // It may have been accepted by a process that did not know the type, or by an older version.
        if (Rules.Validate(payload).FirstOrDefault() is { Key: { } path, Value: var problems })
            return JobOutcome.Fail(Failures.PayloadInvalidCode, $"{path} {problems[0]}");
        var limit = TimeSpan.FromMilliseconds(payload.TimeoutMs ?? HttpPayload.DefaultTimeoutMs);
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var secrets = new UsedSecrets(secretSource);
        var log = new HttpExchangeLog(time);
        log.Begins(payload);
        try
        {
            return await ExchangeAsync(payload, context, secrets, log, either.Token);
        }
        catch (Exception e) when (HttpJobRefusedException.In(e) is { } refused)
        {
            var why = secrets.Redaction.Text(refused.Message);
            log.Broken(why);
            return new FailOutcome(refused.Code, why);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            // The job's own token goes first: then the attempt stopped, it did not fail.
            cancellationToken.ThrowIfCancellationRequested();
            log.Broken(timeout.IsCancellationRequested ? "no whole answer in time" : secrets.Redaction.Text(e.Message));
            return timeout.IsCancellationRequested
                ? Retry("http_timeout", string.Create(CultureInfo.InvariantCulture, $"No whole answer within {limit.TotalMilliseconds} ms."))
                : Broken(e, secrets.Redaction);
        }
    }

    // The other side has done its work, and the same headers would come again: another attempt gains nothing.
    private static JobOutcome Broken(Exception exception, SecretRedaction redaction) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }
            ? JobOutcome.Fail("http_headers_too_large", "The answer's headers are larger than 32 KiB.")
            : Retry("http_connect", redaction.Text(exception.Message), Causes(exception) is { } causes ? redaction.Text(causes) : null);

    // The reason lies in the inner exceptions; where in HttpClient it was found says nothing.
    private static string? Causes(Exception exception)
    {
        var causes = new List<string>();
        for (var cause = exception.InnerException; cause is not null; cause = cause.InnerException)
            causes.Add($"{cause.GetType().Name}: {cause.Message}");
        return causes.Count == 0 ? null : string.Join('\n', causes);
    }

    private async Task<JobOutcome<RawJson>> ExchangeAsync(
        HttpPayload payload, JobContext context, UsedSecrets secrets, HttpExchangeLog log, CancellationToken cancellationToken)
    {
        var hop = HttpRequests.Create(payload, context, secrets);
        using var response = await sender.SendAsync(hop, status => payload.Names((int)status), cancellationToken);
        var answer = await HttpAnswer.ReadAsync(
            response, payload.MaxResponseBytes ?? HttpPayload.DefaultMaxResponseBytes, secrets.Redaction, cancellationToken);
        var (isExpected, line) = (payload.Expects((int)response.StatusCode), StatusLine(response, secrets.Redaction));
        log.Answered(line, isExpected);
        return isExpected ? answer.ToResult() : Refused(response, line, answer);
    }

    private static string StatusLine(HttpResponseMessage response, SecretRedaction redaction) =>
        redaction.Text(string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode} {response.ReasonPhrase}").TrimEnd());

    private JobOutcome Refused(HttpResponseMessage response, string message, HttpAnswer answer)
    {
        var status = (int)response.StatusCode;
        var code = string.Create(CultureInfo.InvariantCulture, $"http_status_{status}");
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
