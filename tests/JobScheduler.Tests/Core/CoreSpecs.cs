using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Tests.Core;

/// <summary>Commands for tests of the core.</summary>
internal static class CoreSpecs
{
    public static readonly JobSpec Spec = new()
    {
        JobType = "echo",
        Queue = "default",
        MaxAttempts = 5,
        Retry = RetryPolicy.Fixed(TimeSpan.FromSeconds(10)),
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        RequestHash = "00ff",
    };

    /// <summary>A submit; jobs with keys are routed by them.</summary>
    public static CoreCommand.Submit Submit(JobSpec spec) => new(spec, Routing.HashOfKeys(spec.ConcurrencyKey, spec.IdempotencyKey) ?? 0x07c1);

    public static JobSpec Keyed(string key, long? runAt = null) => Spec with { ConcurrencyKey = key, RunAt = runAt };

    public static CoreCommand.Change Change(string jobId, JobCommandKind kind) => new(new JobCommand { JobId = jobId, Kind = kind });

    public static CoreCommand.Change Move(string jobId, long? runAt = null, int? priority = null, long? delayMs = null) =>
        new(new JobCommand { JobId = jobId, Kind = JobCommandKind.Move, RunAt = runAt, DelayMs = delayMs, Priority = priority });

    public static CoreCommand.Report Report(JobRecord started, ReportKind kind, AttemptReport? more = null) => new(
        (more ?? new AttemptReport { JobId = "", Token = 0, Kind = kind }) with
        {
            JobId = started.JobId,
            Token = started.Token,
            Kind = kind,
            StartedAt = kind == ReportKind.NotBegun ? null : started.Newest!.StartedAt,
        },
        Draw: 0.5);

    public static CoreCommand.SetQueue Pause(string queue) => new(new QueueCommand { Queue = queue, Paused = true, By = "ana", Note = "why" });

    public static CoreCommand.SetQueue Resume(string queue) => new(new QueueCommand { Queue = queue, Paused = false });
}
