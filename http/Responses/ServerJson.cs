using System.Text.Json;

namespace JobScheduler.Http.Responses;

/// <summary>The server, nodes, partitions, job types and the history of counts.</summary>
internal static class ServerJson
{
    public static void WriteServer(Utf8JsonWriter writer, ServerInfo server)
    {
        writer.WriteStartObject();
        writer.WriteString("version", server.Version);
        writer.WriteString("engine", server.Engine);
        writer.WriteString("node", server.Node);
        writer.WriteBoolean("read_only", server.ReadOnly);
        writer.WriteMilliseconds("lateness_target_ms", server.LatenessTarget);
        writer.WriteString("orleans_dashboard", server.OrleansDashboard);
        writer.WriteNumberOrNull("disk_free_bytes", server.DiskFreeBytes);
        writer.WriteTime("now", server.Now);
        writer.WriteEndObject();
    }

    public static void WriteNode(Utf8JsonWriter writer, NodeInfo node)
    {
        writer.WriteStartObject();
        writer.WriteString("node", node.Node);
        writer.WriteString("status", WireNames.Of(node.Status));
        writer.WriteString("problem", node.Problem);
        writer.WriteString("engine", node.Engine);
        writer.WriteString("version", node.Version);
        writer.WriteTime("started_at", node.StartedAt);
        writer.WriteNumber("slots", node.Slots);
        writer.WriteNumber("slots_running", node.SlotsRunning);
        writer.WriteNumber("partitions", node.Partitions);
        WriteTexts(writer, "job_types", node.JobTypes);
        writer.WriteStartArray("stuck");
        foreach (var attempt in node.Stuck)
            WriteStuck(writer, attempt);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void WritePartition(Utf8JsonWriter writer, PartitionInfo partition)
    {
        writer.WriteStartObject();
        writer.WriteNumber("partition", partition.Partition);
        writer.WriteString("node", partition.Node);
        writer.WriteNumber("term", partition.Term);
        writer.WriteNumber("in_memory", partition.InMemory);
        writer.WriteNumber("queued", partition.Queued);
        writer.WriteNumber("running", partition.Running);
        writer.WriteNumberOrNull("oldest_queued_ms", partition.OldestQueuedMs);
        writer.WriteStartObject("commit_ms");
        writer.WriteNumberOrNull("p50", partition.CommitMs.P50);
        writer.WriteNumberOrNull("p99", partition.CommitMs.P99);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static void WriteJobType(Utf8JsonWriter writer, JobTypeInfo type)
    {
        writer.WriteStartObject();
        writer.WriteString("name", type.Name);
        writer.WriteString("description", type.Description);
        writer.WriteRaw("payload_schema", type.PayloadSchema);
        writer.WriteString("queue", type.Queue);
        writer.WriteNumber("max_attempts", type.MaxAttempts);
        WriteTexts(writer, "nodes", type.Nodes);
        NodeJson.WriteJobType(writer, "counts", type.Counts);
        writer.WriteEndObject();
    }

    public static void WriteHistory(Utf8JsonWriter writer, StatsHistory history)
    {
        writer.WriteStartObject();
        writer.WriteString("resolution", WireNames.Of(history.Resolution));
        writer.WriteMilliseconds("step_ms", history.Step);
        writer.WriteStartArray("points");
        foreach (var point in history.Points)
            WritePoint(writer, point);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WritePoint(Utf8JsonWriter writer, StatsPoint point)
    {
        writer.WriteStartObject();
        writer.WriteTime("at", point.At);
        writer.WriteNumber("submitted", point.Submitted);
        writer.WriteNumber("started", point.Started);
        writer.WriteNumber("finished", point.Finished);
        writer.WriteNumber("failed", point.Failed);
        writer.WriteNumber("queued", point.Queued);
        writer.WriteNumber("running", point.Running);
        if (point.LatenessMs is { } late)
        {
            writer.WriteStartObject("lateness_ms");
            writer.WriteNumber("p50", late.P50);
            writer.WriteNumber("p99", late.P99);
            writer.WriteNumber("max", late.Max);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("lateness_ms");
        }

        writer.WriteEndObject();
    }

    private static void WriteStuck(Utf8JsonWriter writer, StuckAttempt attempt)
    {
        writer.WriteStartObject();
        writer.WriteString("job_id", attempt.JobId);
        writer.WriteString("job_type", attempt.JobType);
        writer.WriteNumber("attempt", attempt.Attempt);
        writer.WriteNumber("fencing_token", attempt.FencingToken);
        writer.WriteTime("since", attempt.Since);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
