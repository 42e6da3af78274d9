using JobScheduler.Grains.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Grains.Node;

/// <summary>This process, addressable from anywhere by its name. It has no state: what it is asked about lies in <see cref="SchedulerNode"/>.</summary>
[Reentrant]
public sealed partial class NodeGrain(SchedulerNode node, AttemptRunner runner, IHandlerInvoker handlers) : Grain, INodeGrain
{
    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">This is another node: who asked took it for one that is gone.</exception>
    public override Task OnActivateAsync(CancellationToken cancellationToken) => this.GetPrimaryKeyString() == node.Settings.Node
        ? Task.CompletedTask
        : throw new InvalidOperationException($"This is node {node.Settings.Node}, not {this.GetPrimaryKeyString()}.");

    /// <inheritdoc/>
    public Task<NodeSnapshot> DescribeAsync() => Task.FromResult(node.Describe(handlers));

    /// <inheritdoc/>
    public Task NoticeAsync(NodeSnapshot other)
    {
        ArgumentNullException.ThrowIfNull(other);
        node.Cluster.Notice(other);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool[]> ConfirmAsync(AttemptRef[] attempts)
    {
        ArgumentNullException.ThrowIfNull(attempts);
        return Task.FromResult(Array.ConvertAll(attempts, each => node.Attempts.Has(each.JobId, each.Token)));
    }

    /// <inheritdoc/>
    public Task StartAsync(AttemptOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var owner = new DistantOwner(runner, GrainFactory.GetGrain<IPartitionGrain>(order.Partition));
        runner.Start(order, owner, handlers.Handles(order.Spec.JobType));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task CancelAsync(string jobId, long token)
    {
        node.Attempts.Find(jobId, token)?.RequestStop(StopCause.Cancelled);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ResolvedSubmission[]> ResolveAsync(JobSubmission[] submissions, bool compared)
    {
        ArgumentNullException.ThrowIfNull(submissions);
        var check = ServiceProvider.GetRequiredService<ISubmissionCheck>();
        return Task.FromResult(Array.ConvertAll(submissions, each => check.Resolve(each, compared)));
    }
}
