using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.Runtime;

/// <summary>What the node is told at start, from all the options classes that concern it.</summary>
internal sealed class NodeOptions(IOptions<JobSchedulerOptions> scheduler, IOptions<JobSchedulerLogOptions> log)
{
    public JobSchedulerOptions Scheduler => scheduler.Value;

    public JobSchedulerLogOptions Log => log.Value;
}
