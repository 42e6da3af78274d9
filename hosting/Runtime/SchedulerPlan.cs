using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;
using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.Runtime;

/// <summary>What the scheduler is told once, at its start.</summary>
internal sealed class SchedulerPlan(
    IOptions<JobSchedulerOptions> options, IOptions<JobSchedulerLogOptions> log, IOptions<JobSchedulerAttemptLogOptions> attemptLogs, RetentionRules retention)
{
    public JobSchedulerOptions Options { get; } = options.Value;

    /// <summary>What log lines may show.</summary>
    public JobSchedulerLogOptions Log { get; } = log.Value;

    /// <summary>How much is kept of what handlers log.</summary>
    public AttemptLogLimits AttemptLogs { get; } = new(attemptLogs.Value.MaxLines, attemptLogs.Value.MaxBytes);

    /// <summary>How long jobs are kept after they ended.</summary>
    public RetentionRules Retention { get; } = retention;
}
