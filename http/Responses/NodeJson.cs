using System.Text.Json;

namespace JobScheduler.Http.Responses;

/// <summary>Queues, bulk answers, counts and readiness.</summary>
internal static class NodeJson
{
    public static void WriteQueue(Utf8JsonWriter writer, QueueSnapshot queue)
    {
        writer.WriteStartObject();
        writer.WriteString("name", queue.Name);
        writer.WriteBoolean("paused", queue.Paused);
        writer.WriteString("note", queue.Note);
        writer.WriteString("paused_by", queue.PausedBy);
        writer.WriteTime("paused_at", queue.PausedAt);
        writer.WriteNumber("scheduled", queue.Scheduled);
        writer.WriteNumber("queued", queue.Queued);
        writer.WriteNumber("running", queue.Running);
        writer.WriteNumber("failed", queue.Failed);
        writer.WriteNumberOrNull("oldest_queued_ms", queue.OldestQueuedMs);
        writer.WriteEndObject();
    }

    public static void WriteBulkResult(Utf8JsonWriter writer, BulkResult result)
    {
        writer.WriteStartObject();
        writer.WriteNumber("matched", result.Matched);
        writer.WriteBoolean("matched_is_exact", result.MatchedIsExact);
        writer.WriteNumber("changed", result.Changed);
        writer.WriteNumber("skipped", result.Skipped);
        writer.WriteBoolean("more", result.More);
        writer.WriteBoolean("dry_run", result.DryRun);
        writer.WriteEndObject();
    }

    public static void WriteBackup(Utf8JsonWriter writer, BackupSnapshot backup)
    {
        writer.WriteStartObject();
        writer.WriteString("id", backup.Id);
        writer.WriteString("state", WireNames.Of(backup.State));
        writer.WriteTime("started_at", backup.StartedAt);
        writer.WriteTime("finished_at", backup.FinishedAt);
        writer.WriteNumber("bytes", backup.Bytes);
        writer.WriteNumberOrNull("total_bytes", backup.TotalBytes);
        writer.WriteString("file", backup.File);
        writer.WriteString("error", backup.Error);
        writer.WriteEndObject();
    }

    public static void WriteHealth(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("status", "ok");
        writer.WriteEndObject();
    }

    public static void WriteReadiness(Utf8JsonWriter writer, SchedulerReadiness readiness)
    {
        writer.WriteStartObject();
        writer.WriteString("status", readiness.Status);
        WriteReadinessDetails(writer, readiness);
        writer.WriteEndObject();
    }

    public static void WriteReadinessDetails(Utf8JsonWriter writer, SchedulerReadiness readiness)
    {
        writer.WriteString("node", readiness.Node);
        writer.WriteString("store", readiness.Store);
        writer.WriteNumber("partitions_owned", readiness.PartitionsOwned);
        writer.WriteNumber("partitions", readiness.Partitions);
    }

    public static void WriteStats(Utf8JsonWriter writer, StatsSnapshot stats)
    {
        writer.WriteStartObject();
        writer.WriteTime("at", stats.At);
        WriteStates(writer, "by_state", stats.ByState);
        writer.WriteStartObject("by_job_type");
        foreach (var (jobType, counts) in stats.ByJobType)
            WriteJobType(writer, jobType, counts);
        writer.WriteEndObject();
        writer.WriteStartObject("by_queue");
        foreach (var (queue, counts) in stats.ByQueue)
            WriteStates(writer, queue, counts);
        writer.WriteEndObject();
        WriteRates(writer, stats.PerSecond);
        WriteLateness(writer, stats.LatenessMs);
        writer.WriteNumberOrNull("disk_free_bytes", stats.DiskFreeBytes);
        writer.WriteEndObject();
    }

    private static void WriteStates(Utf8JsonWriter writer, string name, StateCounts counts)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("scheduled", counts.Scheduled);
        writer.WriteNumber("queued", counts.Queued);
        writer.WriteNumber("running", counts.Running);
        writer.WriteNumber("completed", counts.Completed);
        writer.WriteNumber("failed", counts.Failed);
        writer.WriteNumber("cancelled", counts.Cancelled);
        writer.WriteEndObject();
    }

    public static void WriteJobType(Utf8JsonWriter writer, string name, StateCounts counts)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("waiting", counts.Scheduled + counts.Queued);
        writer.WriteNumber("running", counts.Running);
        writer.WriteNumber("completed", counts.Completed);
        writer.WriteNumber("failed", counts.Failed);
        writer.WriteNumber("cancelled", counts.Cancelled);
        writer.WriteEndObject();
    }

    private static void WriteRates(Utf8JsonWriter writer, RateSnapshot rates)
    {
        writer.WriteStartObject("per_second");
        writer.WriteNumber("window_s", (long)rates.Window.TotalSeconds);
        writer.WriteNumberOrNull("submitted", rates.Submitted);
        writer.WriteNumberOrNull("started", rates.Started);
        writer.WriteNumberOrNull("finished", rates.Finished);
        writer.WriteEndObject();
    }

    private static void WriteLateness(Utf8JsonWriter writer, LatenessSnapshot lateness)
    {
        writer.WriteStartObject("lateness_ms");
        writer.WriteNumber("window_s", (long)lateness.Window.TotalSeconds);
        writer.WriteNumber("count", lateness.Count);
        writer.WriteNumberOrNull("p50", lateness.P50);
        writer.WriteNumberOrNull("p95", lateness.P95);
        writer.WriteNumberOrNull("p99", lateness.P99);
        writer.WriteNumberOrNull("max", lateness.Max);
        writer.WriteEndObject();
    }
}
