using Microsoft.Extensions.Options;

namespace JobScheduler.Client.Http;

/// <summary>
/// Sends calls and tries again: 429, 503, broken connections. A call that was perhaps applied is repeated only where that is
/// harmless, so nothing is done twice; when the tries end in doubt the caller is told so (<see cref="OutcomeUnknownException"/>).
/// </summary>
internal sealed class HttpTransport(IHttpClientFactory clients, IOptions<JobSchedulerClientOptions> options, ClientSeams seams)
{
    public const string ClientName = "JobScheduler";

    public JobSchedulerClientOptions Options => options.Value;

    public ClientSeams Seams => seams;

    /// <summary>The answer, once it is one that trying again would not change; errors (4xx, 500) included.</summary>
    public async Task<ApiAnswer> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var budget = new RetryBudget(Options, seams);
        var doubt = false;
        while (true)
        {
            var result = await TryOnceAsync(request, cancellationToken);
            if (result is { IsTransient: false, Answer: { } answer })
                return answer with { AfterDoubt = doubt };
            doubt |= request.Method != HttpMethod.Get && result.IsDoubtful;
            var mayRepeat = !doubt || request.Repetition == Repetition.Harmless;
            if (!mayRepeat || !budget.TryNext(result.Answer?.RetryAfter, out var delay))
                throw Failures.GivenUp(request, result, doubt);
            await seams.Delay(delay, cancellationToken);
        }
    }

    /// <summary>Opens an event stream: one try, headers only.</summary>
    /// <exception cref="HttpRequestException">The connection is broken.</exception>
    public async Task<HttpResponseMessage> OpenStreamAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var message = HttpRequests.Create(Options.BaseAddress!, request);
        message.Headers.Accept.ParseAdd("text/event-stream");
        using var timeout = new CancellationTokenSource(Options.AttemptTimeout, seams.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await clients.CreateClient(ClientName).SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"No answer within {Options.AttemptTimeout}.", e);
        }
    }

    /// <summary>Reads an answer to its end.</summary>
    public async Task<ApiAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return new ApiAnswer((int)response.StatusCode, body, RetryAfter(response));
    }

    private async Task<TryResult> TryOnceAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var message = HttpRequests.Create(Options.BaseAddress!, request);
        using var timeout = new CancellationTokenSource(Options.AttemptTimeout, seams.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // Only with the whole body in hand has the try succeeded: a connection may break in the middle of it.
            using var response = await clients.CreateClient(ClientName)
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return new TryResult(await ReadAsync(response, either.Token));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            return new TryResult(null, new TimeoutException($"No answer within {Options.AttemptTimeout}.", e));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new TryResult(null, e);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - seams.Time.GetUtcNow() : null);
        return wait is { } some && some < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
