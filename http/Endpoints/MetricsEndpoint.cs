using JobScheduler.Http.Metrics;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Endpoints;

/// <summary>Metrics in the Prometheus text format.</summary>
internal static class MetricsEndpoint
{
    // Long enough for a store that is well; one that is not must not keep the scrape.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    public static async Task GetAsync(ApiCall call)
    {
        var gateway = call.Gateway;
        if (gateway.Node is { } node)
            await node.RefreshAsync().WaitAsync(Patience, gateway.Time, call.Aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var text = gateway.CollectMetrics();
        JsonAnswer.Prepare(call.Context.Response, StatusCodes.Status200OK, PrometheusText.ContentType);
        call.Context.Response.ContentLength = text.Length;
        await call.Context.Response.BodyWriter.WriteAsync(text);
    }
}
