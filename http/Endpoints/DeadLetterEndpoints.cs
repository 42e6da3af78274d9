using JobScheduler.Http.Requests;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Endpoints;

/// <summary>Replays and discards dead letters in bulk.</summary>
internal static class DeadLetterEndpoints
{
    public static Task ReplayAsync(ApiCall call) => BulkAsync(call, BulkAction.Replay);

    public static Task DiscardAsync(ApiCall call) => BulkAsync(call, BulkAction.Discard);

    private static async Task BulkAsync(ApiCall call, BulkAction action)
    {
        var request = await JsonBody.ReadAsync(call, BulkReader.Read);
        var result = await call.Client.BulkAsync(action, request, call.Aborted);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status202Accepted, writer => NodeJson.WriteBulkResult(writer, result));
    }
}
