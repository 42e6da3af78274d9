using JobScheduler.Http.Requests;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Endpoints;

/// <summary>Begins and shows backups. Where they lie and what they are called is no caller's choice.</summary>
internal static class BackupEndpoints
{
    private const int DefaultLimit = 50;
    private static readonly object Nothing = new();

    public static async Task StartAsync(ApiCall call)
    {
        await JsonBody.ReadOptionalAsync(call, ActionReader.ReadNothing, Nothing);
        var backup = await call.Client.StartBackupAsync(call.Aborted);
        var request = call.Context.Request;
        call.Context.Response.Headers.Location = request.PathBase.Add(request.Path).ToUriComponent() + "/" + backup.Id;
        await AnswerAsync(call, StatusCodes.Status202Accepted, backup);
    }

    public static async Task GetAsync(ApiCall call)
    {
        var id = call.RouteValue("id");
        var backup = Names.IsName(id) ? await call.Client.GetBackupAsync(id, call.Aborted) : null;
        await AnswerAsync(call, StatusCodes.Status200OK, backup ?? throw new ProblemException(new(ProblemKind.NotFound, "There is no such backup.")));
    }

    public static async Task ListAsync(ApiCall call)
    {
        var (limit, cursor) = (call.Query.Int("limit") ?? DefaultLimit, call.Query.Text("cursor"));
        call.Query.ThrowIfAny();
        var page = await call.Client.ListBackupsAsync(limit, cursor, call.Aborted);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status200OK, writer => writer.WritePage(page, NodeJson.WriteBackup));
    }

    private static Task AnswerAsync(ApiCall call, int status, BackupSnapshot backup) =>
        JsonAnswer.WriteAsync(call.Context, status, writer => NodeJson.WriteBackup(writer, backup));
}
