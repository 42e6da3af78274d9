using System.Text.Json.Nodes;
using static JobScheduler.Tests.Http.OpenApi.Schema;

namespace JobScheduler.Tests.Http.OpenApi;

/// <summary>The operations by their ids.</summary>
internal static class Operations
{
    private static readonly int[] Write = [429, 503];

    public static Dictionary<string, Operation> All() => new([.. Jobs(), .. Schedules(), .. Node(), .. ServerOperations.All()], StringComparer.Ordinal);

    private static Dictionary<string, Operation> Jobs() => new(StringComparer.Ordinal)
    {
        ["submitJob"] = new("jobs", "Submit one job", [(202, "Stored.", Ref("Job")), (200, "The key is known: the existing job.", Ref("Job"))])
        {
            Body = "JobSubmission",
            Headers = ["IdempotencyKey", "TraceParent", "TraceState"],
            AnswerHeaders = ["Location"],
            Problems = [409, 413, 415, 422, .. Write],
        },
        ["submitJobBatch"] = new(
            "jobs", "Submit up to 1,000 jobs: one bad entry refuses all", [(202, "All are stored, in the order sent.", Ref("BatchAnswer"))])
        {
            Body = "JobBatch",
            Headers = ["IdempotencyKey", "TraceParent", "TraceState"],
            Problems = [409, 413, 415, 422, .. Write],
        },
        ["getJob"] = Get("jobs", "The whole job with its attempts", Ref("Job"), 404),
        ["getJobStatus"] = Get("jobs", "The short form", Ref("JobStatus"), 404),
        ["watchJob"] = new(
            "jobs",
            "The job's changes until it is terminal",
            [(200, "Server-sent events: state and progress.", Text()), (204, "The last event was the terminal one.", null)])
        {
            Headers = ["LastEventId"],
            Answer = "text/event-stream",
            Problems = [404, 429, 503],
        },
        ["getAttemptLog"] = Get("jobs", "What the handler logged in an attempt", Ref("AttemptLog"), 404),
        ["listJobs"] = Get("jobs", "List jobs, newest first", Ref("JobPage"), 422),
        ["moveJob"] = new("jobs", "Move a waiting job", [(200, "The job as it is now.", Ref("Job"))])
        {
            Body = "JobMove",
            Problems = [404, 409, 413, 415, 422, .. Write],
        },
        ["cancelJob"] = Action("Cancel a pending or running job"),
        ["runJob"] = Action("Run a waiting job now"),
        ["retryJob"] = Action("Replay a failed or cancelled job"),
        ["cancelJobs"] = Bulk("Cancel pending and running jobs", "jobs"),
        ["retryJobs"] = Bulk("Replay failed and cancelled jobs", "jobs"),
        ["runJobs"] = Bulk("Run scheduled jobs now", "jobs"),
        ["listDeadLetters"] = Get("dead-letters", "List failed jobs, newest first", Ref("DeadLetterPage"), 422),
        ["listDeadLetterGroups"] = Get("dead-letters", "Dead letters by fingerprint, the newest failure first", Ref("DeadLetterGroupPage"), 422),
        ["replayDeadLetters"] = Bulk("Replay failed jobs"),
        ["discardDeadLetters"] = Bulk("Discard failed jobs: they become cancelled"),
    };

    private static Dictionary<string, Operation> Schedules() => new(StringComparer.Ordinal)
    {
        ["createSchedule"] = new("schedules", "Create a schedule", [(201, "Stored.", Ref("Schedule"))])
        {
            Body = "ScheduleRequest",
            AnswerHeaders = ["Location", "ETag"],
            Problems = [409, 413, 415, 422, .. Write],
        },
        ["listSchedules"] = Get("schedules", "List schedules by id", Ref("SchedulePage"), 422),
        ["getSchedule"] = Get("schedules", "A schedule", Ref("Schedule"), 404) with { AnswerHeaders = ["ETag"] },
        ["putSchedule"] = new(
            "schedules",
            "Create a schedule or replace its definition; an equal one changes nothing",
            [(200, "It existed: as it is now.", Ref("Schedule")), (201, "Created.", Ref("Schedule"))])
        {
            Body = "ScheduleDefinition",
            Headers = ["IfMatch", "IfNoneMatch"],
            AnswerHeaders = ["ETag"],
            Problems = [404, 412, 413, 415, 422, .. Write],
        },
        ["deleteSchedule"] = new("schedules", "Delete a schedule with its decisions; its jobs go on", [(204, "Deleted.", null)])
        {
            Headers = ["IfMatch", "IfNoneMatch"],
            Problems = [404, 412, .. Write],
        },
        ["pauseSchedule"] = Schedule("Pause a schedule: no occurrence after this fires", "PauseRequest", 422),
        ["resumeSchedule"] = Schedule("Resume a schedule", "PauseRequest"),
        ["triggerSchedule"] = Action("Make a job of a schedule now, paused or not", "schedules"),
        ["backfillSchedule"] = new("schedules", "Make jobs for past occurrences", [(202, "What is, or would be, done.", Ref("BackfillAnswer"))])
        {
            Body = "BackfillRequest",
            Problems = [404, 413, 415, 422, .. Write],
        },
        ["listScheduleRuns"] = Get("schedules", "Decisions about occurrences, newest first", Ref("ScheduleRunPage"), 404, 422),
        ["previewSchedule"] = new("schedules", "The next times of an expression; nothing is stored", [(200, "What it means.", Ref("SchedulePreview"))])
        {
            Body = "PreviewRequest",
            Problems = [413, 415, 422, 503],
        },
    };

    private static Dictionary<string, Operation> Node() => new(StringComparer.Ordinal)
    {
        ["listQueues"] = Get("queues", "List queues with counts", Ref("QueuePage"), 422),
        ["pauseQueue"] = Queue("Pause a queue: no further attempt of it starts"),
        ["resumeQueue"] = Queue("Resume a queue"),
        ["getStats"] = Get("node", "Counts, rates and lateness", Ref("Stats")),
        ["startBackup"] = new("backups", "Begin a backup into the configured folder; one runs at a time", [(202, "It has begun.", Ref("Backup"))])
        {
            Body = "NoArguments",
            BodyIsOptional = true,
            AnswerHeaders = ["Location"],
            Problems = [409, 413, 415, .. Write],
        },
        ["getBackup"] = Get("backups", "A backup", Ref("Backup"), 404),
        ["listBackups"] = Get("backups", "List backups, newest first", Ref("BackupPage"), 422),
        ["getHealth"] = new("node", "The process serves", [(200, "It does.", Ref("Health"))]),
        ["getReadiness"] = new("node", "The node takes work", [(200, "It does.", Ref("Readiness"))]) { Problems = [503] },
        ["getMetrics"] = new("node", "Metrics of this node", [(200, "Prometheus text, version 0.0.4.", Text())]) { Answer = "text/plain" },
        ["getOpenApi"] = new("node", "This document", [(200, "OpenAPI 3.0.", new JsonObject { ["type"] = "object" })]),
    };

    internal static Operation Get(string tag, string summary, JsonObject schema, params int[] problems) =>
        new(tag, summary, [(200, "As it is now.", schema)]) { Problems = [.. problems, 503] };

    private static Operation Schedule(string summary, string body, params int[] problems) =>
        new("schedules", summary, [(202, "The schedule as it is now.", Ref("Schedule"))])
        {
            Body = body,
            BodyIsOptional = true,
            AnswerHeaders = ["ETag"],
            Problems = [404, 413, 415, .. problems, .. Write],
        };

    private static Operation Action(string summary, string tag = "jobs") => new(tag, summary, [(202, "The job as it is now.", Ref("Job"))])
    {
        Body = "NoArguments",
        BodyIsOptional = true,
        Problems = tag == "jobs" ? [404, 409, 413, 415, .. Write] : [404, 413, 415, .. Write],
    };

    private static Operation Bulk(string summary, string tag = "dead-letters") => new(tag, summary, [(202, "What was done.", Ref("BulkAnswer"))])
    {
        Body = "BulkRequest",
        Problems = [413, 415, 422, .. Write],
    };

    private static Operation Queue(string summary) => new("queues", summary, [(202, "The queue as it is now.", Ref("Queue"))])
    {
        Body = "PauseRequest",
        BodyIsOptional = true,
        Problems = [404, 413, 415, 422, .. Write],
    };
}
