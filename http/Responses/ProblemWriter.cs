using System.Globalization;
using System.Text.Json;
using JobScheduler.Http.Requests;
using Microsoft.AspNetCore.Http;

namespace JobScheduler.Http.Responses;

/// <summary>Writes problems in the one shape they have (RFC 9457).</summary>
internal static class ProblemWriter
{
    public const string ContentType = "application/problem+json";

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        if (problem.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return JsonAnswer.WriteAsync(context, problem.Kind.Status, writer => Write(writer, context, problem), ContentType);
    }

    private static void Write(Utf8JsonWriter writer, HttpContext context, Problem problem)
    {
        writer.WriteStartObject();
        writer.WriteString("type", problem.Kind.Type);
        writer.WriteString("title", problem.Kind.Title);
        writer.WriteNumber("status", problem.Kind.Status);
        writer.WriteString("detail", problem.Detail);
        writer.WriteString("instance", context.Request.PathBase.Add(context.Request.Path).ToUriComponent());
        writer.WriteString("trace_id", RequestTrace.IdOf(context));
        writer.WriteStartObject("errors");
        foreach (var (path, messages) in problem.Errors)
        {
            writer.WriteStartArray(path);
            foreach (var message in messages)
                writer.WriteStringValue(message);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        if (problem.JobId is not null)
            writer.WriteString("job_id", problem.JobId);
        if (problem.State is { } state)
            writer.WriteString("state", WireNames.Of(state));
        if (problem.Cron is { } cron)
            WriteCron(writer, cron);
        if (problem.Readiness is { } readiness)
            WriteReadiness(writer, readiness);
        writer.WriteEndObject();
    }

    private static void WriteCron(Utf8JsonWriter writer, CronException cron)
    {
        writer.WriteStartObject("cron_error");
        writer.WriteString("field", cron.Field);
        writer.WriteNumber("position", cron.Position);
        writer.WriteString("expected", cron.Expected);
        writer.WriteEndObject();
    }

    // The readiness's own "status" would collide with the problem's.
    private static void WriteReadiness(Utf8JsonWriter writer, SchedulerReadiness readiness)
    {
        writer.WriteString("readiness", readiness.Status);
        NodeJson.WriteReadinessDetails(writer, readiness);
    }
}
