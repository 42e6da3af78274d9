using System.Diagnostics.Metrics;
using JobScheduler.Grains.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.Registration;

/// <summary>Registers the node's metrics, made by the host's own meter factory: two hosts in a process do not mix.</summary>
internal static class MetricsRegistration
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddMetrics();
        services.AddJobSchedulerSettings(new SettingsSection<JobSchedulerMetricsOptions>("Metrics")
            .Number("MaxLabelValues", o => o.MaxLabelValues, 1, 10_000, "Job types, and queues, that have a label value of their own in the metrics, 1 to 10000; the rest share the value other.")
            .Duration("LatenessTarget", o => o.LatenessTarget, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1), "How late first attempts may be before people are warned, 1 ms to 1 h; told to pages and tools by /v1/server."));
        services.AddSingleton(provider => new NodeMetrics(
            provider.GetService<IMeterFactory>(), provider.GetRequiredService<IOptions<JobSchedulerMetricsOptions>>().Value.MaxLabelValues));
    }
}
