using JobScheduler.Grains.Core;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Grains.Retention;

/// <summary>
/// Removes jobs whose time is over, in the background: asks the walk for some, and their partitions to remove them by a commit of
/// their own. The root wakes it.
/// </summary>
/// <remarks>
/// Pace: after a step it rests three times as long as the step took, so that it works at most a quarter of the time; a step takes
/// longer where partitions have other work or the disk is slow, and then it rests longer. It does nothing while the store cannot be
/// written or the node drains.
/// </remarks>
[Reentrant, KeepAlive]
public sealed partial class RetentionGrain : Grain, IRetentionGrain, IDisposable
{
    private const int RestPerWork = 3;
    private static readonly TimeSpan LeastRest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private readonly SchedulerNode _node;
    private readonly RetentionWalk _walk;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopSource = new();
    private readonly CancellationToken _stop;
    private bool _working;
    private long _removed;

    /// <summary>Made by the engine.</summary>
    /// <param name="node">This process.</param>
    /// <param name="store">The store.</param>
    /// <param name="log">Log.</param>
    public RetentionGrain(SchedulerNode node, JobStore store, ILogger<RetentionGrain> log)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(store);
        (_node, _log, _stop) = (node, log, _stopSource.Token);
        _walk = new RetentionWalk(store.Queries, node.Settings.Retention);
    }

    /// <inheritdoc/>
    public Task WakeAsync()
    {
        if (!_working && !_walk.IsIdle && !_stop.IsCancellationRequested)
        {
            _working = true;
            _ = WorkAsync();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _stopSource.Cancel();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _stopSource.Dispose();

    private async Task WorkAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var rest = LookEvery;
            try
            {
                if (_node.Health.StoreProblem is null && !_node.Attempts.Draining)
                    rest = await StepAsync();
            }
            catch (StoreUnavailableException e)
            {
                LogUnavailable(e);
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                LogFailed(e);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(rest, _node.Clock, _stop).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Removes some jobs; answers how long to rest.</summary>
    private async Task<TimeSpan> StepAsync()
    {
        var began = _node.Clock.GetTimestamp();
        if (await _walk.NextAsync(_node.Now, _stop) is not { } step)
        {
            if (_removed > 0)
                LogRemoved(_removed);
            _removed = 0;
            return LookEvery;
        }

        var parts = step.JobIds.ToLookup(id => JobIds.TryGetPartition(id, _node.Settings.Partitions, out var partition) ? partition : -1);
        var answers = (await Task.WhenAll(parts.Where(part => part.Key >= 0).Select(part => TrimAsync(part.Key, [.. part])))).SelectMany(part => part).ToList();
        _removed += answers.Count(answer => answer == PartitionStatus.Done);

        // A partition that could not answer is asked again: nothing is passed over because it was busy or moving.
        if (answers.Exists(answer => answer is not (PartitionStatus.Done or PartitionStatus.NotFound or PartitionStatus.StateConflict)))
            return LookEvery;
        _walk.Done(step);
        var rest = _node.Clock.GetElapsedTime(began) * RestPerWork;
        return rest < LeastRest ? LeastRest : rest > LongestRest ? LongestRest : rest;
    }

    private async Task<PartitionStatus[]> TrimAsync(int partition, string[] jobIds) =>
        await GrainFactory.GetGrain<IPartitionGrain>(partition).TrimAsync(jobIds);

    [LoggerMessage(1140, LogLevel.Information, "{Count} jobs were removed: their retention is over", EventName = "jobs_removed")]
    private partial void LogRemoved(long count);

    [LoggerMessage(1141, LogLevel.Debug, "Retention waits: the store is out of reach", EventName = "retention_waits")]
    private partial void LogUnavailable(Exception exception);

    [LoggerMessage(1142, LogLevel.Warning, "A step of retention failed; it is tried again", EventName = "retention_failed")]
    private partial void LogFailed(Exception exception);
}
