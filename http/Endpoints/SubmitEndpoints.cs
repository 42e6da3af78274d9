using System.Globalization;
using JobScheduler.Http.Requests;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Endpoints;

/// <summary>Submits one job or a batch.</summary>
internal static class SubmitEndpoints
{
    public static async Task SubmitAsync(ApiCall call)
    {
        var request = call.Context.Request;
        var header = IdempotencyHeader.Read(request);
        var submission = await JsonBody.ReadAsync(call, (root, errors) => SubmissionReader.Read(root, "", errors));
        RequirePayloadSize(call, submission, "The payload");
        submission = Traced(IdempotencyHeader.Apply(submission, header), request);
        var result = await call.Client.SubmitAsync(submission, call.Aborted);
        var path = request.PathBase.Add(request.Path).ToUriComponent();
        call.Context.Response.Headers.Location = path + "/" + result.Job.JobId;
        var status = result.Created ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
        await JsonAnswer.WriteAsync(call.Context, status, writer => JobJson.WriteJob(writer, result.Job));
    }

    public static async Task SubmitBatchAsync(ApiCall call)
    {
        var request = call.Context.Request;
        var header = IdempotencyHeader.Read(request);
        var limit = (long)call.Gateway.Limits.MaxBodyBytes * JsonBody.BatchFactor;
        var jobs = await JsonBody.ReadAsync(call, BatchReader.Read, limit);
        for (var i = 0; i < jobs.Count; i++)
        {
            RequirePayloadSize(call, jobs[i], string.Create(CultureInfo.InvariantCulture, $"The payload of jobs[{i}]"));
            jobs[i] = Traced(jobs[i], request);
        }

        var entries = await call.Client.SubmitBatchAsync(jobs, header, call.Aborted);
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status202Accepted, writer => JobJson.WriteBatch(writer, entries));
    }

    private static JobSubmission Traced(JobSubmission submission, HttpRequest request) =>
        RequestTrace.ParentOf(request) is { } parent
            ? submission with { TraceParent = parent, TraceState = RequestTrace.StateOf(request) } : submission;

    private static void RequirePayloadSize(ApiCall call, JobSubmission submission, string what)
    {
        var limit = call.Gateway.Limits.MaxPayloadBytes;
        if (submission.Payload?.Length > limit)
            throw new JobTooLargeException($"{what} has {submission.Payload.Length} bytes, over the limit of {limit}.");
    }
}
