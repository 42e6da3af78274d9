using JobScheduler.Grains.Node;

namespace JobScheduler.Grains.Jobs;

/// <summary>
/// One job, addressable from anywhere. Its rows are its state, and only its partition writes them; what runs of it is in the hands of
/// its node's <see cref="AttemptRunner"/>. A partition of another node starts attempts through it.
/// </summary>
[Reentrant]
public sealed class JobGrain : Grain, IJobGrain
{
    private static readonly TimeSpan WhileRunning = TimeSpan.FromDays(30);
    private readonly SchedulerNode _node;
    private readonly AttemptRunner _runner;

    /// <summary>Made by the engine.</summary>
    /// <param name="node">This process.</param>
    /// <param name="runner">Performs attempts.</param>
    public JobGrain(SchedulerNode node, AttemptRunner runner)
    {
        _node = node;
        _runner = runner;
    }

    /// <inheritdoc/>
    public Task StartAsync(AttemptOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        DelayDeactivation(WhileRunning); // who asks for the attempt must find this node
        _runner.Start(order, new DistantOwner(this, GrainFactory.GetGrain<IPartitionGrain>(order.Partition)));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> ConfirmAsync(long token) => Task.FromResult(_node.Attempts.Has(this.GetPrimaryKeyString(), token));

    /// <inheritdoc/>
    public Task CancelAsync(long token)
    {
        _node.Attempts.Find(this.GetPrimaryKeyString(), token)?.RequestStop(StopCause.Cancelled);
        return Task.CompletedTask;
    }

    /// <summary>A partition that is told by calls. The grain stays until it has answered.</summary>
    private sealed class DistantOwner(JobGrain grain, IPartitionGrain partition) : IAttemptOwner
    {
        private readonly TaskScheduler _turns = TaskScheduler.Current;

        public IPartitionGrain Partition => partition;

        public void Report(AttemptControl attempt, AttemptReport report) => grain._runner.ReportByCalls(attempt, report);

        public void Ended(AttemptControl attempt) => _ = Task.Factory.StartNew(Go, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turns);

        private void Go()
        {
            if (!grain._node.Attempts.IsKnown(grain.GetPrimaryKeyString()))
                grain.DeactivateOnIdle();
        }
    }
}
