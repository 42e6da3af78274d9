using System.Net;
using System.Text.Json;

namespace JobScheduler.Samples.Providers;

/// <summary>
/// One attempt at asking a provider. What may pass is tried again, by the job's policy or when the provider says; what will not
/// makes the job a dead letter at once, with a code that says why. Asking twice does no harm, so nothing has to be remembered.
/// </summary>
internal sealed class ProviderHandler<TProvider, TRequest, TAnswer, TResult>(TProvider provider, IHttpClientFactory clients, TimeProvider time)
    : IJobHandler<TRequest, TResult>
    where TProvider : class, IProvider<TRequest, TAnswer, TResult>
    where TRequest : class
    where TAnswer : class
    where TResult : class
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public async Task<JobOutcome<TResult>> HandleAsync(TRequest payload, JobContext context, CancellationToken cancellationToken)
    {
        try
        {
            context.ReportProgress(20, "asking the provider");
            using var client = clients.CreateClient(typeof(TProvider).Name);
            using var response = await client.GetAsync(new Uri(provider.PathOf(payload), UriKind.Relative), cancellationToken);
            context.ReportProgress(50, $"the provider answered {(int)response.StatusCode}");
            if (!response.IsSuccessStatusCode)
                return Refused(response);
            var answer = JsonSerializer.Deserialize<TAnswer>(await response.Content.ReadAsStreamAsync(cancellationToken), Json);
            context.ReportProgress(80, "reading the answer");
            if (answer is null || provider.Normalize(payload, answer) is not { } result)
                return JobOutcome.Fail("provider_malformed", "The provider's answer lacks what it should have.");
            context.ReportProgress(100, "done");
            return result;
        }
        catch (JsonException e)
        {
            return JobOutcome.Fail("provider_malformed", $"The provider's answer is not the JSON it should be: {e.Message}");
        }
        catch (HttpRequestException e)
        {
            return JobOutcome.Retry(null, "provider_unreachable", e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The client's own time-out. When the attempt's token has fired, the exception belongs to the scheduler.
            return JobOutcome.Retry(null, "provider_timeout", "The provider did not answer in time.");
        }
    }

    private JobOutcome Refused(HttpResponseMessage response)
    {
        var said = $"The provider answered {(int)response.StatusCode} {response.ReasonPhrase}.";
        return response.StatusCode switch
        {
            HttpStatusCode.NotFound => JobOutcome.Fail(provider.NotFoundCode, said),
            HttpStatusCode.TooManyRequests => JobOutcome.Retry(RetryAfter(response), "provider_busy", said),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => JobOutcome.Retry(RetryAfter(response), "provider_unavailable", said),
            _ => JobOutcome.Fail("provider_rejected", said),
        };
    }

    /// <summary>Seconds or a date; null: the job's policy decides.</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - time.GetUtcNow() : null;
}
