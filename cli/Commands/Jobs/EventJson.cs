using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Jobs;

/// <summary>An event as the API's stream has it, its name as the first member.</summary>
internal static class EventJson
{
    public static ReadOnlyMemory<byte> Of(JobEvent change) => JsonOutput.Build(writer =>
    {
        var job = change.Job;
        writer.WriteStartObject();
        writer.WriteString("event", Words.Of(change.Kind));
        writer.WriteString("job_id", job.JobId);
        if (change.Kind == JobEventKind.State)
        {
            writer.WriteString("job_type", job.JobType);
            writer.WriteString("queue", job.Queue);
            writer.WriteString("state", Words.Of(job.State));
            writer.WriteString("waiting_reason", job.WaitingReason is { } reason ? Words.Of(reason) : null);
            writer.WriteNumber("attempt", job.Attempt);
            writer.WriteNumber("fencing_token", job.FencingToken);
            writer.WriteString("error_code", job.Error?.Code);
        }
        else
        {
            writer.WriteNumber("attempt", job.Attempt);
            if (job.ProgressPercent is { } percent)
                writer.WriteNumber("progress_percent", percent);
            else
                writer.WriteNull("progress_percent");
            writer.WriteString("message", job.Message);
        }

        writer.WriteString("at", Human.Time(change.At));
        writer.WriteEndObject();
    });
}
