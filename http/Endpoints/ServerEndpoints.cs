using System.Text.Json;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Endpoints;

/// <summary>The server, its nodes and partitions, job types, and the history of counts.</summary>
internal static class ServerEndpoints
{
    private const int DefaultLimit = 50;

    public static async Task GetServerAsync(ApiCall call)
    {
        var server = await call.Client.GetServerAsync(call.Aborted);
        server = server with { ReadOnly = server.ReadOnly || call.Gateway.Options.ReadOnly };
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status200OK, writer => ServerJson.WriteServer(writer, server));
    }

    public static Task ListNodesAsync(ApiCall call) => ListAsync(call, call.Client.ListNodesAsync, ServerJson.WriteNode);

    public static Task ListPartitionsAsync(ApiCall call) => ListAsync(call, call.Client.ListPartitionsAsync, ServerJson.WritePartition);

    public static Task ListJobTypesAsync(ApiCall call) => ListAsync(call, call.Client.ListJobTypesAsync, ServerJson.WriteJobType);

    public static async Task GetHistoryAsync(ApiCall call)
    {
        var resolution = call.Query.OneOf("resolution", WireNames.Resolutions) ?? StatsResolution.Second;
        call.Query.ThrowIfAny();
        var history = await call.Client.GetStatsHistoryAsync(resolution, call.Aborted);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status200OK, writer => ServerJson.WriteHistory(writer, history));
    }

    private static async Task ListAsync<T>(ApiCall call, Func<int, string?, CancellationToken, Task<Page<T>>> list, Action<Utf8JsonWriter, T> item)
    {
        var limit = call.Query.Int("limit") ?? DefaultLimit;
        var cursor = call.Query.Text("cursor");
        call.Query.ThrowIfAny();
        var page = await list(limit, cursor, call.Aborted);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status200OK, writer => writer.WritePage(page, item));
    }
}
