using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Endpoints;

/// <summary>Streams the changes of one job until it is terminal. The first event is the present state, the last one the terminal state.</summary>
internal static class JobEventsEndpoint
{
    public static async Task WatchAsync(ApiCall call)
    {
        var jobId = call.JobId;
        using var place = call.Gateway.Streams.Enter();
        await using var stream = new EventStream<JobEvent>(call, stop => call.Client.WatchAsync(jobId, stop)) { Write = EventText.Write, IsEnd = IsEnd };
        await stream.SendAsync(first => HasSeenTheEnd(call.Context.Request, first));
    }

    private static bool IsEnd(JobEvent jobEvent) =>
        jobEvent.Kind is JobEventKind.State && jobEvent.Job.State is JobState.Completed or JobState.Failed or JobState.Cancelled;

    // An event's id is the same whenever the job is in the same state, so the present state tells whether the client knows it.
    private static bool HasSeenTheEnd(HttpRequest request, JobEvent present) => IsEnd(present) && request.Headers["Last-Event-ID"] == present.Id;
}
