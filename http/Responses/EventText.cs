using System.Buffers;
using System.Text;
using System.Text.Json;

namespace JobScheduler.Http.Responses;

/// <summary>Server-sent events as text. https://html.spec.whatwg.org/multipage/server-sent-events.html</summary>
internal static class EventText
{
    /// <summary>How long a client waits before it connects again, sent first.</summary>
    public static ReadOnlySpan<byte> Retry => "retry: 2000\n\n"u8;

    /// <summary>A comment that keeps proxies from closing a quiet stream.</summary>
    public static ReadOnlySpan<byte> KeepAlive => ": keep-alive\n\n"u8;

    /// <summary>One event; its data is one line.</summary>
    public static void Write(IBufferWriter<byte> output, JobEvent jobEvent)
    {
        var name = jobEvent.Kind is JobEventKind.State ? "state" : "progress";
        Encoding.UTF8.GetBytes($"event: {name}\nid: {jobEvent.Id}\ndata: ", output);
        output.Write(JsonAnswer.Build(writer => WriteData(writer, jobEvent)).Span);
        output.Write("\n\n"u8);
    }

    private static void WriteData(Utf8JsonWriter writer, JobEvent jobEvent)
    {
        var job = jobEvent.Job;
        writer.WriteStartObject();
        writer.WriteString("job_id", job.JobId);
        if (jobEvent.Kind is JobEventKind.State)
        {
            writer.WriteString("job_type", job.JobType);
            writer.WriteString("queue", job.Queue);
            writer.WriteString("state", WireNames.Of(job.State));
            writer.WriteString("waiting_reason", job.WaitingReason is { } reason ? WireNames.Of(reason) : null);
            writer.WriteNumber("attempt", job.Attempt);
            writer.WriteNumber("fencing_token", job.FencingToken);
            writer.WriteString("error_code", job.Error?.Code);
        }
        else
        {
            writer.WriteNumber("attempt", job.Attempt);
            writer.WriteNumberOrNull("progress_percent", job.ProgressPercent);
            writer.WriteString("message", job.Message);
        }

        writer.WriteTime("at", jobEvent.At);
        writer.WriteEndObject();
    }
}
