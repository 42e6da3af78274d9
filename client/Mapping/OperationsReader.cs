using System.Text.Json;

namespace JobScheduler.Client.Mapping;

/// <summary>Queues, statistics and bulk work as the HTTP API shows them.</summary>
internal static class OperationsReader
{
    public static Page<T> Page<T>(JsonElement json, Func<JsonElement, T> item) =>
        new([.. (json.Member("items") ?? throw JsonMembers.Missing("items")).EnumerateArray().Select(item)], json.TextOrNull("next_cursor"));

    public static QueueSnapshot Queue(JsonElement json) => new()
    {
        Name = json.Text("name"),
        Paused = json.Bool("paused"),
        Note = json.TextOrNull("note"),
        PausedBy = json.TextOrNull("paused_by"),
        PausedAt = json.TimeOrNull("paused_at"),
        Scheduled = json.Long("scheduled"),
        Queued = json.Long("queued"),
        Running = json.Long("running"),
        Failed = json.Long("failed"),
        OldestQueuedMs = json.LongOrNull("oldest_queued_ms"),
    };

    public static BackupSnapshot Backup(JsonElement json) => new()
    {
        Id = json.Text("id"),
        State = json.Text("state") switch
        {
            "running" => BackupState.Running,
            "completed" => BackupState.Completed,
            "failed" => BackupState.Failed,
            var other => throw new JsonException($"The state {other} is not known."),
        },
        StartedAt = json.Time("started_at"),
        FinishedAt = json.TimeOrNull("finished_at"),
        Bytes = json.Long("bytes"),
        TotalBytes = json.LongOrNull("total_bytes"),
        File = json.TextOrNull("file"),
        Error = json.TextOrNull("error"),
    };

    public static BulkResult Bulk(JsonElement json) =>
        new(json.Long("matched"), json.Bool("matched_is_exact"), json.Int("changed"), json.Int("skipped"), json.Bool("more"), json.Bool("dry_run"));

    public static StatsSnapshot Stats(JsonElement json) => new()
    {
        At = json.Time("at"),
        ByState = Counts(json.Member("by_state") ?? throw JsonMembers.Missing("by_state")),
        ByJobType = CountsByName(json, "by_job_type"),
        ByQueue = CountsByName(json, "by_queue"),
        PerSecond = json.Member("per_second") is { } rates
            ? new RateSnapshot(Window(rates), rates.DoubleOrNull("submitted") ?? 0, rates.DoubleOrNull("started") ?? 0, rates.DoubleOrNull("finished") ?? 0)
            : throw JsonMembers.Missing("per_second"),
        LatenessMs = json.Member("lateness_ms") is { } lateness
            ? new LatenessSnapshot(
                Window(lateness), lateness.Long("count"), lateness.DoubleOrNull("p50"), lateness.DoubleOrNull("p95"),
                lateness.DoubleOrNull("p99"), lateness.DoubleOrNull("max"))
            : throw JsonMembers.Missing("lateness_ms"),
        DiskFreeBytes = json.LongOrNull("disk_free_bytes"),
    };

    private static Dictionary<string, StateCounts> CountsByName(JsonElement json, string name) =>
        json.Member(name)?.EnumerateObject().ToDictionary(p => p.Name, p => Counts(p.Value), StringComparer.Ordinal) ?? [];

    /// <summary>Where the server gives only the number that wait, it stands in Scheduled.</summary>
    public static StateCounts Counts(JsonElement json) => new(
        json.LongOrNull("scheduled") ?? json.Long("waiting"), json.Long("queued"), json.Long("running"),
        json.Long("completed"), json.Long("failed"), json.Long("cancelled"));

    private static TimeSpan Window(JsonElement json) => TimeSpan.FromSeconds(json.DoubleOrNull("window_s") ?? 0);
}
