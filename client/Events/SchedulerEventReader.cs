using System.Text;
using System.Text.Json;
using JobScheduler.Client.Http;
using JobScheduler.Client.Mapping;

namespace JobScheduler.Client.Events;

/// <summary>Events of the stream of all jobs.</summary>
internal static class SchedulerEventReader
{
    /// <summary>The event, or null for one that this version does not know.</summary>
    /// <exception cref="JobSchedulerRequestException">The data is not what the scheduler sends.</exception>
    public static SchedulerEvent? Read(string type, string id, string data) => type switch
    {
        "state" => Read(SchedulerEventKind.State, id, data),
        "progress" => Read(SchedulerEventKind.Progress, id, data),
        "gap" => Read(SchedulerEventKind.Gap, id, data),
        "mark" => new SchedulerEvent { Id = id, Kind = SchedulerEventKind.Mark },
        _ => null,
    };

    private static SchedulerEvent Read(SchedulerEventKind kind, string id, string data) =>
        Answers.Read(new ApiAnswer(200, Encoding.UTF8.GetBytes(data)), json => new SchedulerEvent
        {
            Id = id,
            Kind = kind,
            Job = kind == SchedulerEventKind.Gap ? null : Job(json, kind == SchedulerEventKind.Progress),
            Reason = kind == SchedulerEventKind.Gap ? json.TextOrNull("reason") ?? "" : null,
        });

    private static ChangedJob Job(JsonElement json, bool isProgress) => new()
    {
        IsProgress = isProgress,
        JobId = json.Text("job_id"),
        JobType = json.TextOrNull("job_type") ?? "",
        Queue = json.TextOrNull("queue") ?? "",

        // Only a running attempt reports progress.
        State = isProgress ? JobState.Running : JobReader.State(json),
        WaitingReason = EnumNames<WaitingReason>.OrNull(json.TextOrNull("waiting_reason")),
        Attempt = json.Int("attempt"),
        FencingToken = json.Long("fencing_token"),
        ErrorCode = json.TextOrNull("error_code"),
        ProgressPercent = json.DoubleOrNull("progress_percent"),
        Message = json.TextOrNull("message"),
        At = json.Time("at"),
    };
}
