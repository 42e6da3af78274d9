using JobScheduler.Http.Requests;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Endpoints;

/// <summary>Changes many jobs at once.</summary>
internal static class BulkEndpoints
{
    public static Task CancelAsync(ApiCall call) => BulkAsync(call, BulkAction.Cancel);

    public static Task RetryAsync(ApiCall call) => BulkAsync(call, BulkAction.Retry);

    public static Task RunAsync(ApiCall call) => BulkAsync(call, BulkAction.Run);

    public static Task ReplayAsync(ApiCall call) => BulkAsync(call, BulkAction.Replay);

    public static Task DiscardAsync(ApiCall call) => BulkAsync(call, BulkAction.Discard);

    private static async Task BulkAsync(ApiCall call, BulkAction action)
    {
        var request = await JsonBody.ReadAsync(call, BulkReader.Read);
        var result = await call.Client.BulkAsync(action, request, call.Aborted);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status202Accepted, writer => NodeJson.WriteBulkResult(writer, result));
    }
}
