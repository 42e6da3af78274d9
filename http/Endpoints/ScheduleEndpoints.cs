using System.Diagnostics;
using JobScheduler.Http.Requests;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Endpoints;

/// <summary>Cron schedules: definitions, control, decisions and previews.</summary>
internal static class ScheduleEndpoints
{
    private const int DefaultLimit = 50;
    private static readonly object Nothing = new();

    public static async Task CreateAsync(ApiCall call)
    {
        var schedule = await JsonBody.ReadAsync(call, (root, errors) => ScheduleReader.Read(root, null, errors));
        var created = await call.Client.CreateScheduleAsync(schedule, call.Aborted);
        var request = call.Context.Request;
        call.Context.Response.Headers.Location = request.PathBase.Add(request.Path).ToUriComponent() + "/" + created.Id;
        await AnswerAsync(call, StatusCodes.Status201Created, created);
    }

    public static async Task PutAsync(ApiCall call)
    {
        var id = call.ScheduleId;
        var preconditions = Preconditions.Read(call.Context.Request);
        var schedule = await JsonBody.ReadAsync(call, (root, errors) => ScheduleReader.Read(root, id, errors));
        var result = await preconditions.ApplyAsync(
            () => call.Client.GetScheduleAsync(id, call.Aborted),
            precondition => call.Client.PutScheduleAsync(schedule, precondition, call.Aborted),
            mustExist: false);
        await AnswerAsync(call, result.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK, result.Schedule);
    }

    public static async Task GetAsync(ApiCall call)
    {
        var id = call.ScheduleId;
        var schedule = await call.Client.GetScheduleAsync(id, call.Aborted) ?? throw new ScheduleNotFoundException(id);
        await AnswerAsync(call, StatusCodes.Status200OK, schedule);
    }

    public static async Task ListAsync(ApiCall call)
    {
        var (limit, cursor) = ReadPage(call);
        var page = await call.Client.ListSchedulesAsync(limit, cursor, call.Aborted);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status200OK, writer => writer.WritePage(page, ScheduleJson.WriteSchedule));
    }

    public static async Task DeleteAsync(ApiCall call)
    {
        var id = call.ScheduleId;
        await Preconditions.Read(call.Context.Request).ApplyAsync(
            () => call.Client.GetScheduleAsync(id, call.Aborted),
            async precondition =>
            {
                await call.Client.DeleteScheduleAsync(id, precondition, call.Aborted);
                return Nothing;
            },
            mustExist: true);
        JsonAnswer.PrepareEmpty(call.Context.Response);
    }

    public static async Task PauseAsync(ApiCall call)
    {
        var id = call.ScheduleId;
        var pause = await JsonBody.ReadOptionalAsync(call, ActionReader.ReadPause, PauseNote.None);
        await AnswerAsync(call, StatusCodes.Status202Accepted, await call.Client.PauseScheduleAsync(id, pause.Note, pause.By, call.Aborted));
    }

    /// <summary>Resumes a schedule; a note is accepted as with a pause, and there is nothing to keep it with.</summary>
    public static async Task ResumeAsync(ApiCall call)
    {
        var id = call.ScheduleId;
        await JsonBody.ReadOptionalAsync(call, ActionReader.ReadPause, PauseNote.None);
        await AnswerAsync(call, StatusCodes.Status202Accepted, await call.Client.ResumeScheduleAsync(id, call.Aborted));
    }

    public static async Task TriggerAsync(ApiCall call)
    {
        var id = call.ScheduleId;
        await JsonBody.ReadOptionalAsync(call, ActionReader.ReadNothing, Nothing);
        using var trace = Continue(call.Context.Request);
        var job = await call.Client.TriggerScheduleAsync(id, call.Aborted);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status202Accepted, writer => JobJson.WriteJob(writer, job));
    }

    public static async Task BackfillAsync(ApiCall call)
    {
        var id = call.ScheduleId;
        var backfill = await JsonBody.ReadAsync(call, ScheduleReader.ReadBackfill);
        var result = await call.Client.BackfillScheduleAsync(id, backfill, call.Aborted);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status202Accepted, writer => ScheduleJson.WriteBackfill(writer, result));
    }

    public static async Task ListRunsAsync(ApiCall call)
    {
        var id = call.ScheduleId;
        var (limit, cursor) = ReadPage(call);
        var page = await call.Client.ListScheduleRunsAsync(id, limit, cursor, call.Aborted);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status200OK, writer => writer.WritePage(page, ScheduleJson.WriteRun));
    }

    public static async Task PreviewAsync(ApiCall call)
    {
        var request = await JsonBody.ReadAsync(call, ScheduleReader.ReadPreview);
        var preview = await call.Client.PreviewScheduleAsync(request, call.Aborted);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status200OK, writer => ScheduleJson.WritePreview(writer, preview));
    }

    private static (int Limit, string? Cursor) ReadPage(ApiCall call)
    {
        var page = (call.Query.Int("limit") ?? DefaultLimit, call.Query.Text("cursor"));
        call.Query.ThrowIfAny();
        return page;
    }

    private static Task AnswerAsync(ApiCall call, int status, ScheduleSnapshot schedule)
    {
        call.Context.Response.Headers.ETag = Preconditions.TagOf(schedule.Version);
        return JsonAnswer.WriteAsync(call.Context, status, writer => ScheduleJson.WriteSchedule(writer, schedule));
    }

    /// <summary>The caller's trace as the current activity, from which the client takes it, unless the server has set it already.</summary>
    private static Activity? Continue(HttpRequest request) =>
        ActivityContext.TryParse(RequestTrace.ParentOf(request), RequestTrace.StateOf(request), out var parent)
        && Activity.Current?.TraceId != parent.TraceId
            ? new Activity("JobScheduler.Trigger") { TraceStateString = parent.TraceState }
                .SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags).Start()
            : null;
}
