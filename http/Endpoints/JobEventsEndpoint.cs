using System.Buffers;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace JobScheduler.Http.Endpoints;

/// <summary>Streams the changes of one job until it is terminal.</summary>
internal static class JobEventsEndpoint
{
    public static async Task WatchAsync(ApiCall call)
    {
        var jobId = call.JobId;
        using var place = call.Gateway.Streams.Enter();
        await using var stream = new JobEventStream(call, jobId);
        try
        {
            // 1. Nothing is sent before the first event is known, so that an unknown job is still a 404.
            if (!await stream.MoveNextAsync() || HasSeenTheEnd(call.Context.Request, stream.Current))
            {
                call.Context.Response.StatusCode = StatusCodes.Status204NoContent;
                call.Context.Response.Headers.CacheControl = "no-store";
                return;
            }

            // 2. The first event is the present state; the last one is the terminal state.
            await StartAsync(call.Context);
            if (!HttpMethods.IsHead(call.Context.Request.Method))
                await stream.SendAsync(call.Context.Response.BodyWriter);
        }
        catch (OperationCanceledException) when (stream.HasEnded && call.Context.Response.HasStarted)
        {
            // The client left, or the process stops: the client connects again and is told the state.
        }
        catch (OperationCanceledException exception) when (call.Gateway.Stopping.IsCancellationRequested)
        {
            throw new SchedulerUnavailableException("The scheduler stops.", TimeSpan.FromSeconds(1), inner: exception);
        }
        catch (JobSchedulerException) when (call.Context.Response.HasStarted)
        {
            // The scheduler cannot go on with this stream; the client connects again.
        }
    }

    // An event's id is the same whenever the job is in the same state, so the present state tells whether the client knows it.
    private static bool HasSeenTheEnd(HttpRequest request, JobEvent present) =>
        JobEventStream.IsEnd(present) && request.Headers["Last-Event-ID"] == present.Id;

    private static async Task StartAsync(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        JsonAnswer.Prepare(context.Response, StatusCodes.Status200OK, "text/event-stream");
        context.Response.Headers["X-Accel-Buffering"] = "no";
        await context.Response.StartAsync();
        if (!HttpMethods.IsHead(context.Request.Method))
            context.Response.BodyWriter.Write(EventText.Retry);
    }
}
