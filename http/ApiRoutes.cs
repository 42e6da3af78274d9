using JobScheduler.Http.Endpoints;
using JobScheduler.Http.Limits;

namespace JobScheduler.Http;

/// <summary>Every operation of the API.</summary>
internal static class ApiRoutes
{
    private static readonly string[] None = [];

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("POST", "/v1/jobs", "submitJob", None, SubmitEndpoints.SubmitAsync) { Kind = RequestKind.Submit },
        new("POST", "/v1/jobs:batch", "submitJobBatch", None, SubmitEndpoints.SubmitBatchAsync) { Kind = RequestKind.Submit },
        new("GET", "/v1/jobs/{job_id}", "getJob", None, JobEndpoints.GetAsync),
        new("GET", "/v1/jobs/{job_id}/status", "getJobStatus", None, JobEndpoints.GetStatusAsync),
        new("GET", "/v1/jobs/{job_id}/events", "watchJob", None, JobEventsEndpoint.WatchAsync) { Kind = RequestKind.Exempt },
        new("GET", "/v1/jobs/{job_id}/attempts/{n}/log", "getAttemptLog", None, AttemptEndpoints.GetLogAsync),
        new("GET", "/v1/jobs", "listJobs", ListEndpoints.JobQueryNames, ListEndpoints.ListJobsAsync),
        new("PATCH", "/v1/jobs/{job_id}", "moveJob", None, JobEndpoints.MoveAsync),
        new("POST", "/v1/jobs/{job_id}:cancel", "cancelJob", None, JobEndpoints.CancelAsync),
        new("POST", "/v1/jobs/{job_id}:run", "runJob", None, JobEndpoints.RunAsync),
        new("POST", "/v1/jobs/{job_id}:retry", "retryJob", None, JobEndpoints.RetryAsync),
        new("POST", "/v1/jobs:cancel", "cancelJobs", None, BulkEndpoints.CancelAsync) { HasDryRun = true },
        new("POST", "/v1/jobs:retry", "retryJobs", None, BulkEndpoints.RetryAsync) { HasDryRun = true },
        new("POST", "/v1/jobs:run", "runJobs", None, BulkEndpoints.RunAsync) { HasDryRun = true },
        new("GET", "/v1/dead-letters", "listDeadLetters", ListEndpoints.DeadLetterQueryNames, ListEndpoints.ListDeadLettersAsync),
        new("GET", "/v1/dead-letters/groups", "listDeadLetterGroups", DeadLetterEndpoints.GroupQueryNames, DeadLetterEndpoints.ListGroupsAsync),
        new("POST", "/v1/dead-letters:replay", "replayDeadLetters", None, BulkEndpoints.ReplayAsync) { HasDryRun = true },
        new("POST", "/v1/dead-letters:discard", "discardDeadLetters", None, BulkEndpoints.DiscardAsync) { HasDryRun = true },
        new("POST", "/v1/schedules", "createSchedule", None, ScheduleEndpoints.CreateAsync),
        new("GET", "/v1/schedules", "listSchedules", ListEndpoints.PageQueryNames, ScheduleEndpoints.ListAsync),
        new("GET", "/v1/schedules/{id}", "getSchedule", None, ScheduleEndpoints.GetAsync),
        new("PUT", "/v1/schedules/{id}", "putSchedule", None, ScheduleEndpoints.PutAsync),
        new("DELETE", "/v1/schedules/{id}", "deleteSchedule", None, ScheduleEndpoints.DeleteAsync),
        new("POST", "/v1/schedules/{id}:pause", "pauseSchedule", None, ScheduleEndpoints.PauseAsync),
        new("POST", "/v1/schedules/{id}:resume", "resumeSchedule", None, ScheduleEndpoints.ResumeAsync),
        new("POST", "/v1/schedules/{id}:trigger", "triggerSchedule", None, ScheduleEndpoints.TriggerAsync),
        new("POST", "/v1/schedules/{id}:backfill", "backfillSchedule", None, ScheduleEndpoints.BackfillAsync) { HasDryRun = true },
        new("GET", "/v1/schedules/{id}/runs", "listScheduleRuns", ListEndpoints.PageQueryNames, ScheduleEndpoints.ListRunsAsync),
        new("POST", "/v1/schedules:preview", "previewSchedule", None, ScheduleEndpoints.PreviewAsync) { Kind = RequestKind.Read },
        new("GET", "/v1/queues", "listQueues", ListEndpoints.PageQueryNames, QueueEndpoints.ListAsync),
        new("POST", "/v1/queues/{name}:pause", "pauseQueue", None, QueueEndpoints.PauseAsync),
        new("POST", "/v1/queues/{name}:resume", "resumeQueue", None, QueueEndpoints.ResumeAsync),
        new("GET", "/v1/stats", "getStats", None, NodeEndpoints.GetStatsAsync),
        new("GET", "/v1/stats/history", "getStatsHistory", ["resolution"], ServerEndpoints.GetHistoryAsync),
        new("GET", "/v1/server", "getServer", None, ServerEndpoints.GetServerAsync),
        new("GET", "/v1/nodes", "listNodes", ListEndpoints.PageQueryNames, ServerEndpoints.ListNodesAsync),
        new("GET", "/v1/partitions", "listPartitions", ListEndpoints.PageQueryNames, ServerEndpoints.ListPartitionsAsync),
        new("GET", "/v1/job-types", "listJobTypes", ListEndpoints.PageQueryNames, ServerEndpoints.ListJobTypesAsync),
        new("GET", "/v1/events", "watchJobs", EventsEndpoint.QueryNames, EventsEndpoint.WatchAsync) { Kind = RequestKind.Exempt },
        new("POST", "/v1/backups", "startBackup", None, BackupEndpoints.StartAsync),
        new("GET", "/v1/backups/{id}", "getBackup", None, BackupEndpoints.GetAsync),
        new("GET", "/v1/backups", "listBackups", ListEndpoints.PageQueryNames, BackupEndpoints.ListAsync),
        new("GET", "/healthz", "getHealth", None, NodeEndpoints.GetHealthAsync) { Kind = RequestKind.Exempt },
        new("GET", "/readyz", "getReadiness", None, NodeEndpoints.GetReadinessAsync) { Kind = RequestKind.Exempt },
        new("GET", "/metrics", "getMetrics", None, MetricsEndpoint.GetAsync) { Kind = RequestKind.Exempt },
        new("GET", "/openapi/v1.json", "getOpenApi", None, NodeEndpoints.GetOpenApiAsync) { Kind = RequestKind.Exempt },
    ];
}
