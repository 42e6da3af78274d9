using JobScheduler.Http.Responses;

namespace JobScheduler.Http.Endpoints;

/// <summary>Streams the changes of all jobs until the client leaves.</summary>
internal static class EventsEndpoint
{
    // A packet or two: enough that a thousand changes a second cost few writes.
    private const int Together = 16;

    public static readonly string[] QueryNames = ["state", "job_type", "queue"];

    public static async Task WatchAsync(ApiCall call)
    {
        var last = call.Context.Request.Headers["Last-Event-ID"].ToString();
        var filter = new EventFilter
        {
            States = call.Query.AnyOf("state", WireNames.States),
            JobTypes = call.Query.Texts("job_type"),
            Queues = call.Query.Texts("queue"),
            LastEventId = last.Length == 0 ? null : last,
        };
        call.Query.ThrowIfAny();
        using var place = call.Gateway.Streams.Enter();
        await using var stream = new EventStream<SchedulerEvent>(call, stop => call.Client.WatchAllAsync(filter, stop))
        {
            Write = SchedulerEventText.For(call.Gateway.Time),
            Together = Together,
        };
        await stream.SendAsync(static _ => false);
    }
}
