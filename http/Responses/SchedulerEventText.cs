using System.Buffers;
using System.Text;
using System.Text.Json;

namespace JobScheduler.Http.Responses;

/// <summary>Events of all jobs as text: those of one job's stream, whose progress also names type and queue, gaps and marks.</summary>
internal static class SchedulerEventText
{
    /// <summary>Writes one event; its data is one line.</summary>
    /// <param name="clock">Tells a mark's time.</param>
    public static Action<IBufferWriter<byte>, SchedulerEvent> For(TimeProvider clock) => (output, schedulerEvent) =>
    {
        Encoding.UTF8.GetBytes($"event: {NameOf(schedulerEvent.Kind)}\nid: {schedulerEvent.Id}\ndata: ", output);
        using (var text = JsonScratch.Write(writer => Write(writer, schedulerEvent, clock)))
            output.Write(text.Bytes.Span);
        output.Write("\n\n"u8);
    };

    private static string NameOf(SchedulerEventKind kind) => kind switch
    {
        SchedulerEventKind.State => "state",
        SchedulerEventKind.Progress => "progress",
        SchedulerEventKind.Gap => "gap",
        _ => "mark",
    };

    private static void Write(Utf8JsonWriter writer, SchedulerEvent schedulerEvent, TimeProvider clock)
    {
        writer.WriteStartObject();
        if (schedulerEvent.Kind == SchedulerEventKind.Gap)
            writer.WriteString("reason", schedulerEvent.Reason);
        else if (schedulerEvent.Job is { } job)
            WriteJob(writer, job, schedulerEvent.Kind);
        else
            writer.WriteTime("at", clock.GetUtcNow());
        writer.WriteEndObject();
    }

    private static void WriteJob(Utf8JsonWriter writer, ChangedJob job, SchedulerEventKind kind)
    {
        writer.WriteString("job_id", job.JobId);
        writer.WriteString("job_type", job.JobType);
        writer.WriteString("queue", job.Queue);
        if (kind == SchedulerEventKind.State)
        {
            writer.WriteString("state", WireNames.Of(job.State));
            writer.WriteString("waiting_reason", job.WaitingReason is { } reason ? WireNames.Of(reason) : null);
            writer.WriteNumber("attempt", job.Attempt);
            writer.WriteNumber("fencing_token", job.FencingToken);
            writer.WriteString("error_code", job.ErrorCode);
        }
        else
        {
            writer.WriteNumber("attempt", job.Attempt);
            writer.WriteNumberOrNull("progress_percent", job.ProgressPercent);
            writer.WriteString("message", job.Message);
        }

        writer.WriteTime("at", job.At);
    }
}
