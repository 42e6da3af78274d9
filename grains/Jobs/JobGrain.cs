using JobScheduler.Grains.Core;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Jobs;

/// <summary>
/// One job, addressable from anywhere. Its rows are its state, and only its partition writes them; what runs of it is in the hands of
/// its node's <see cref="AttemptRunner"/>. It lies where its partition does, so that whoever waits hears of changes at once; while the
/// partition is on its way elsewhere, it looks at the store.
/// </summary>
[Reentrant]
public sealed class JobGrain : Grain, IJobGrain
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    private readonly SchedulerNode _node;
    private readonly IJobQueries _queries;
    private readonly IHandlerInvoker _handlers;

    /// <summary>Made by the engine.</summary>
    /// <param name="node">This process.</param>
    /// <param name="store">The store.</param>
    /// <param name="handlers">Which job types have handlers.</param>
    public JobGrain(SchedulerNode node, JobStore store, IHandlerInvoker handlers)
    {
        ArgumentNullException.ThrowIfNull(store);
        (_node, _queries, _handlers) = (node, store.Queries, handlers);
    }

    private string JobId => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public async Task<JobSnapshot?> GetAsync()
    {
        var stored = await _queries.GetJobAsync(JobId, CancellationToken.None);
        return stored is null ? null : JobSnapshots.Whole(stored.Job, stored.OlderAttempts, _node.ViewFor(_handlers));
    }

    /// <inheritdoc/>
    public async Task<JobSnapshot?> WaitAsync(string? lastEventId, TimeSpan atMost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atMost, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atMost, LongestWait);
        var began = _node.Clock.GetTimestamp();
        using var watch = _node.Events.Subscribe(JobId);
        while (true)
        {
            var job = await GetAsync();
            if (job is null || job.IsTerminal)
                return job;
            if (JobEventIds.Of(job) != lastEventId)
                return job with { Payload = null };
            var left = atMost - _node.Clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                break;
            await NextAsync(watch, left < LookEvery ? left : LookEvery);
        }

        // Where its partition is not, it hears of changes late: the next call finds a better place.
        if (!_node.Serves(JobId))
            DeactivateOnIdle();
        return null;
    }

    /// <summary>Completes at the next change, or after a time.</summary>
    private async Task NextAsync(Diagnostics.JobEventHub.Watch watch, TimeSpan atMost)
    {
        using var enough = new CancellationTokenSource(atMost, _node.Clock);
        try
        {
            await watch.NextAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            // Nothing was heard: the store is looked at.
        }
    }
}
