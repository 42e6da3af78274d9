using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Http.Endpoints;

/// <summary>Counts, health, readiness and the OpenAPI document.</summary>
internal static class NodeEndpoints
{
    private const string OpenApiResource = "openapi.v1.json";

    private static readonly Lazy<byte[]> OpenApi = new(LoadOpenApi);

    public static async Task GetStatsAsync(ApiCall call)
    {
        var stats = await call.Client.GetStatsAsync(call.Aborted);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status200OK, writer => NodeJson.WriteStats(writer, stats));
    }

    /// <summary>The process serves: says nothing about the store.</summary>
    public static Task GetHealthAsync(ApiCall call) => JsonAnswer.WriteAsync(call.Context, StatusCodes.Status200OK, NodeJson.WriteHealth);

    public static Task GetReadinessAsync(ApiCall call)
    {
        var readiness = call.Context.RequestServices.GetRequiredService<ISchedulerHealth>().GetReadiness();
        if (readiness.IsReady)
            return JsonAnswer.WriteAsync(call.Context, StatusCodes.Status200OK, writer => NodeJson.WriteReadiness(writer, readiness));
        throw new ProblemException(new(ProblemKind.Unavailable, $"The node is {readiness.Status}; store: {readiness.Store}. {readiness.Problem}".TrimEnd())
        {
            RetryAfter = TimeSpan.FromSeconds(1),
            Readiness = readiness,
        });
    }

    public static async Task GetOpenApiAsync(ApiCall call)
    {
        var document = OpenApi.Value;
        JsonAnswer.Prepare(call.Context.Response, StatusCodes.Status200OK, JsonAnswer.ContentType);
        call.Context.Response.ContentLength = document.Length;
        await call.Context.Response.BodyWriter.WriteAsync(document);
    }

    private static byte[] LoadOpenApi()
    {
        using var stream = typeof(NodeEndpoints).Assembly.GetManifestResourceStream(OpenApiResource)
            ?? throw new InvalidOperationException($"The assembly has no {OpenApiResource}.");
        var document = new byte[stream.Length];
        stream.ReadExactly(document);
        return document;
    }
}
