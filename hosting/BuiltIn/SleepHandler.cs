using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>What <c>sleep</c> takes.</summary>
internal sealed class SleepPayload
{
    /// <summary>0 to 7 days.</summary>
    [Description("How long to wait."), Range(0L, 604_800_000L, ErrorMessage = "must be between 0 and 604800000")]
    public required long DurationMs { get; init; }
}

/// <summary>Waits, and reports progress about a hundred times, at most once a second. A new attempt starts from the beginning.</summary>
internal sealed class SleepHandler([FromKeyedServices(JobSchedulerServiceCollectionExtensions.TimeProviderKey)] TimeProvider time)
    : IJobHandler<SleepPayload>
{
    private static readonly TimeSpan ShortestStep = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<JobOutcome> HandleAsync(SleepPayload payload, JobContext context, CancellationToken cancellationToken)
    {
        var duration = TimeSpan.FromMilliseconds(payload.DurationMs);
        var step = duration / 100 > ShortestStep ? duration / 100 : ShortestStep;
        var start = time.GetTimestamp();
        // Steps are taken from the clock, so their small delays do not add up.
        for (var slept = TimeSpan.Zero; slept < duration; slept = time.GetElapsedTime(start))
        {
            context.ReportProgress(100 * (slept / duration));
            var rest = duration - slept;
            await Task.Delay(rest < step ? rest : step, time, cancellationToken);
        }

        return JobOutcome.Completed;
    }
}
