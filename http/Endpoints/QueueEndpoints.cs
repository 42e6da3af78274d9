using JobScheduler.Http.Requests;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Endpoints;

/// <summary>Lists, pauses and resumes queues.</summary>
internal static class QueueEndpoints
{
    private const int DefaultLimit = 50;

    public static async Task ListAsync(ApiCall call)
    {
        var limit = call.Query.Int("limit") ?? DefaultLimit;
        var cursor = call.Query.Text("cursor");
        call.Query.ThrowIfAny();
        var page = await call.Client.ListQueuesAsync(limit, cursor, call.Aborted);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status200OK, writer => writer.WritePage(page, NodeJson.WriteQueue));
    }

    public static async Task PauseAsync(ApiCall call)
    {
        var (queue, pause) = await ReadAsync(call);
        await AnswerAsync(call, await call.Client.PauseQueueAsync(queue, pause.Note, pause.By, call.Aborted));
    }

    /// <summary>Resumes a queue; a note is accepted as with a pause, and there is nothing to keep it with.</summary>
    public static async Task ResumeAsync(ApiCall call)
    {
        var (queue, _) = await ReadAsync(call);
        await AnswerAsync(call, await call.Client.ResumeQueueAsync(queue, call.Aborted));
    }

    private static async Task<(string Queue, PauseNote Pause)> ReadAsync(ApiCall call)
    {
        // A queue exists as soon as someone names it; what cannot be a queue's name names nothing.
        var queue = call.RouteValue("name");
        if (!Names.IsName(queue))
            throw new ProblemException(new(ProblemKind.NotFound, "There is no such queue."));
        return (queue, await JsonBody.ReadOptionalAsync(call, ActionReader.ReadPause, PauseNote.None));
    }

    private static Task AnswerAsync(ApiCall call, QueueSnapshot queue) =>
        JsonAnswer.WriteAsync(call.Context, StatusCodes.Status202Accepted, writer => NodeJson.WriteQueue(writer, queue));
}
