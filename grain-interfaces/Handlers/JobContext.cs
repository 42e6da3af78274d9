namespace JobScheduler;

/// <summary>What a handler may know about its attempt, and where it reports progress.</summary>
public sealed class JobContext
{
    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    /// <summary>The type it was submitted under, also when that is an alias.</summary>
    public required string JobType { get; init; }

    /// <summary>The attempt's number, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Rises with every attempt, per job and per concurrency key: hand it to your database to refuse a stale writer.</summary>
    public required long FencingToken { get; init; }

    /// <summary>When the job was due.</summary>
    public required DateTimeOffset RunAt { get; init; }

    /// <summary>The occurrence of the schedule that made the job; null for others.</summary>
    public DateTimeOffset? NominalAt { get; init; }

    /// <summary>The schedule that made the job; null for others.</summary>
    public string? ScheduleId { get; init; }

    /// <summary>The submission's queue.</summary>
    public string Queue { get; init; } = "default";

    /// <summary>The submission's tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = Array.Empty<string>();

    /// <summary>W3C trace id, 32 hex digits.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>Where progress goes; set by the scheduler, or by a test that calls a handler itself.</summary>
    public Action<double, string?>? OnProgress { get; init; }

    /// <summary>Reports how far the attempt is. Cheap: reports are merged and stored at most once a second and with the outcome.</summary>
    /// <param name="percent">0 to 100; values outside are cut.</param>
    /// <param name="message">A sentence for people, at most 1024 characters; longer is cut. Null keeps the last one.</param>
    public void ReportProgress(double percent, string? message = null) =>
        OnProgress?.Invoke(double.IsNaN(percent) ? 0 : Math.Clamp(percent, 0, 100), message);
}
