using JobScheduler.Hosting.Runtime;
using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.Client;

/// <summary>Settings that clients are told to go by.</summary>
internal sealed class ServerSettings(IOptions<JobSchedulerMetricsOptions> metrics, OrleansDashboardPath? dashboard = null)
{
    /// <summary>How late first attempts may be before people are warned.</summary>
    public TimeSpan LatenessTarget => metrics.Value.LatenessTarget;

    /// <summary>Where the Orleans Dashboard is served, or null.</summary>
    public string? OrleansDashboard => dashboard?.Path;
}
