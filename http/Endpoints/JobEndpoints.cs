using JobScheduler.Http.Requests;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Endpoints;

/// <summary>Reads and changes one job.</summary>
internal static class JobEndpoints
{
    private static readonly object Nothing = new();

    public static async Task GetAsync(ApiCall call)
    {
        var job = await call.Client.GetAsync(call.JobId, call.Aborted) ?? throw new JobNotFoundException(call.JobId);
        await AnswerAsync(call, StatusCodes.Status200OK, job);
    }

    public static async Task GetStatusAsync(ApiCall call)
    {
        var status = await call.Client.GetStatusAsync(call.JobId, call.Aborted) ?? throw new JobNotFoundException(call.JobId);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status200OK, writer => JobJson.WriteStatus(writer, status));
    }

    public static async Task MoveAsync(ApiCall call)
    {
        var jobId = call.JobId;
        var change = await JsonBody.ReadAsync(call, MoveReader.Read);
        await AnswerAsync(call, StatusCodes.Status200OK, await call.Client.MoveAsync(jobId, change, call.Aborted));
    }

    public static Task CancelAsync(ApiCall call) => ActAsync(call, call.Client.CancelAsync);

    public static Task RunAsync(ApiCall call) => ActAsync(call, call.Client.RunNowAsync);

    public static Task RetryAsync(ApiCall call) => ActAsync(call, call.Client.RetryAsync);

    private static async Task ActAsync(ApiCall call, Func<string, CancellationToken, Task<JobSnapshot>> action)
    {
        var jobId = call.JobId;
        await JsonBody.ReadOptionalAsync(call, ActionReader.ReadNothing, Nothing);
        await AnswerAsync(call, StatusCodes.Status202Accepted, await action(jobId, call.Aborted));
    }

    private static Task AnswerAsync(ApiCall call, int status, JobSnapshot job) =>
        JsonAnswer.WriteAsync(call.Context, status, writer => JobJson.WriteJob(writer, job));
}
