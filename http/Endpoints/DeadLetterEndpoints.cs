using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Endpoints;

/// <summary>Shows dead letters by what they have in common.</summary>
internal static class DeadLetterEndpoints
{
    public static readonly string[] GroupQueryNames = ["job_type", "error_code", "queue", .. ListEndpoints.PageQueryNames];

    public static async Task ListGroupsAsync(ApiCall call)
    {
        var query = new DeadLetterGroupQuery
        {
            JobTypes = call.Query.Texts("job_type"),
            ErrorCodes = call.Query.Texts("error_code"),
            Queues = call.Query.Texts("queue"),
            Cursor = call.Query.Text("cursor"),
        };
        query = query with { Limit = call.Query.Int("limit") ?? query.Limit };
        call.Query.ThrowIfAny();
        var page = await call.Client.ListDeadLetterGroupsAsync(query, call.Aborted);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status200OK, writer => writer.WritePage(page, DeadLetterJson.WriteGroup));
    }
}
