using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Benchmarks.Http;

/// <summary>A server that reads a request and answers as many bytes as the silo does, and nothing else.</summary>
internal static class TrivialServer
{
    public const string Switch = "--trivial-server";
    public const string ReadyPath = "/ready";
    private const int AnswerBytes = 600;

    public static async Task<int> RunAsync(string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Urls.Add(address);
        app.MapGet(ReadyPath, () => TypedResults.Ok());
        app.MapPost("/v1/jobs", (RequestDelegate)AnswerAsync);
        await app.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = AnswerBytes;
        await context.Response.Body.WriteAsync(Answer, context.RequestAborted);
    }

    private static readonly byte[] Answer = [.. Enumerable.Repeat((byte)' ', AnswerBytes)];
}
