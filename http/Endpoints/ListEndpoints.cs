using System.Text.Json;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Endpoints;

/// <summary>Lists jobs and dead letters.</summary>
internal static class ListEndpoints
{
    public static readonly string[] PageQueryNames = ["limit", "cursor"];

    public static readonly string[] JobQueryNames =
    [
        "state", "job_type", "queue", "tag", "schedule_id", "idempotency_key", "concurrency_key", "from", "to", "order", .. PageQueryNames,
    ];

    public static readonly string[] DeadLetterQueryNames = ["job_type", "error_code", "fingerprint", "queue", .. PageQueryNames];

    public static Task ListJobsAsync(ApiCall call)
    {
        var query = call.Query;
        var filter = new JobFilter
        {
            States = query.AnyOf("state", WireNames.States),
            JobTypes = query.Texts("job_type"),
            Queues = query.Texts("queue"),
            Tags = query.Texts("tag"),
            ScheduleIds = query.Texts("schedule_id"),
            IdempotencyKeys = query.Texts("idempotency_key"),
            ConcurrencyKeys = query.Texts("concurrency_key"),
            From = query.Time("from"),
            To = query.Time("to"),
        };
        var order = query.OneOf("order", WireNames.Orders) ?? JobOrder.Newest;
        return AnswerAsync(call, new() { Filter = filter, Order = order }, JobJson.WriteItem);
    }

    public static Task ListDeadLettersAsync(ApiCall call)
    {
        var filter = new JobFilter
        {
            States = [JobState.Failed],
            JobTypes = call.Query.Texts("job_type"),
            ErrorCodes = call.Query.Texts("error_code"),
            Fingerprints = call.Query.Texts("fingerprint"),
            Queues = call.Query.Texts("queue"),
        };
        return AnswerAsync(call, new() { Filter = filter, Order = JobOrder.NewestFailure }, JobJson.WriteDeadLetter);
    }

    private static async Task AnswerAsync(ApiCall call, JobQuery query, Action<Utf8JsonWriter, JobSummary> item)
    {
        query = query with { Limit = call.Query.Int("limit") ?? query.Limit, Cursor = call.Query.Text("cursor") };
        call.Query.ThrowIfAny();
        var page = await call.Client.ListAsync(query, call.Aborted);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status200OK, writer => writer.WritePage(page, item));
    }
}
