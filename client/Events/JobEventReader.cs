using System.Text.Json;
using JobScheduler.Client.Http;
using JobScheduler.Client.Mapping;

namespace JobScheduler.Client.Events;

/// <summary>
/// Events of one job's stream. An event carries only what changes, so each is put on top of the ones before; what no event
/// carries (run_at, tags, ...) keeps its default.
/// </summary>
internal sealed class JobEventReader
{
    private JobSummary? _job;

    /// <summary>The change, or null for an event that this version does not know.</summary>
    /// <exception cref="JobSchedulerRequestException">The data is not what the scheduler sends.</exception>
    public JobEvent? Read(string type, string id, string data) => type switch
    {
        "state" => Read(JobEventKind.State, id, data),
        "progress" => Read(JobEventKind.Progress, id, data),
        _ => null,
    };

    private JobEvent Read(JobEventKind kind, string id, string data) =>
        Answers.Read(new ApiAnswer(200, System.Text.Encoding.UTF8.GetBytes(data)), json =>
        {
            var at = json.Time("at");
            _job = (kind == JobEventKind.State ? WithState(json) : WithProgress(json)) with { UpdatedAt = at };
            return new JobEvent { Id = id, Kind = kind, Job = _job, At = at };
        });

    private JobSummary WithState(JsonElement json) => Before(json) with
    {
        JobType = json.TextOrNull("job_type") ?? Before(json).JobType,
        Queue = json.TextOrNull("queue") ?? Before(json).Queue,
        State = JobReader.State(json),
        WaitingReason = EnumNames<WaitingReason>.OrNull(json.TextOrNull("waiting_reason")),
        Attempt = json.Int("attempt"),
        FencingToken = json.Long("fencing_token"),
        Error = json.TextOrNull("error_code") is { } code ? new JobError(code, "") : null,
    };

    private JobSummary WithProgress(JsonElement json) => Before(json) with
    {
        // Only a running attempt reports progress.
        State = JobState.Running,
        Attempt = json.Int("attempt"),
        ProgressPercent = json.DoubleOrNull("progress_percent"),
        Message = json.TextOrNull("message"),
    };

    private JobSummary Before(JsonElement json) => _job ?? new JobSummary { JobId = json.Text("job_id"), JobType = "", Queue = "" };
}
