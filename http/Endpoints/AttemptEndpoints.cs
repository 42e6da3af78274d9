using System.Globalization;
using JobScheduler.Http.Responses;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Endpoints;

/// <summary>Reads what is kept of one attempt.</summary>
internal static class AttemptEndpoints
{
    public static async Task GetLogAsync(ApiCall call)
    {
        var jobId = call.JobId;
        var log = NumberOf(call.RouteValue("n")) is { } attempt ? await call.Client.GetAttemptLogAsync(jobId, attempt, call.Aborted) : null;
        if (log is null)
            throw new ProblemException(new(ProblemKind.NotFound, "There is no such job, or it keeps no such attempt."));
        await JsonAnswer.WriteAsync(call.Context, StatusCodes.Status200OK, writer => JobJson.WriteLog(writer, log));
    }

    /// <summary>The one spelling of a number that an attempt can have; null: it is not one.</summary>
    private static int? NumberOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && text[0] != '0' ? number : null;
}
