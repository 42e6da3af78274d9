using System.Collections.Concurrent;
using JobScheduler.Cluster.Assignment;
using JobScheduler.Cluster.Reminders;
using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Cluster.Keeping;

/// <summary>
/// Of each silo one: keeps the partitions where they belong. When the membership changes, when another node says something new, and every
/// second, it decides anew who owns what (<see cref="ClusterDecision"/>), wakes the partitions that belong here and are not here, and asks
/// those that belong elsewhere to leave; a few at a time, in an order of its own.
/// </summary>
/// <remarks>
/// Keepers need not agree: a partition has one owner by its term, whatever they think. For a moment two of them may wake and move the same
/// partition; each of them looks again a second later.
/// </remarks>
internal sealed partial class PartitionKeeper(
    IServiceProvider services, IGrainFactory grains, IClusterMembershipService membership, ILocalSiloDetails silo, ClusterMap map, ILogger<PartitionKeeper> log)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const int AtOnce = 4;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MembershipSettles = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan FirstAnswersWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RootEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CallFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RefreshFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestJitter = TimeSpan.FromMilliseconds(50);
    private readonly ILogger _log = log;
    private readonly CancellationTokenSource _stopSource = new();
    private readonly WakeSignal _signal = new();
    private readonly ConcurrentDictionary<int, long> _triedAt = new();
    private readonly ConcurrentDictionary<int, bool> _busy = new();
    private readonly ConcurrentDictionary<int, bool> _armed = new();
    private CancellationToken _stop;
    private SchedulerNode _node = null!;
    private IHandlerInvoker _handlers = null!;
    private NodeWatch _watch = null!;
    private Task _loop = Task.CompletedTask;
    private ClusterDecision? _decision;
    private long _startedAt;
    private long? _rootAt;
    private int _disposed;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(nameof(PartitionKeeper), ServiceLifecycleStage.RuntimeInitialize, PrepareAsync);
        lifecycle.Subscribe(nameof(PartitionKeeper), ServiceLifecycleStage.Active, StartAsync, StopAsync);
    }

    /// <summary>The container does it once for each way in which it knows the keeper.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _stopSource.Cancel();
        _stopSource.Dispose();
    }

    private IReadOnlyDictionary<string, SiloAddress> Others =>
        map.Active.Where(each => !each.Value.Equals(silo.SiloAddress)).ToDictionary(StringComparer.Ordinal);

    // The node is there from the moment its store is open, which is before the silo starts.
    private Task PrepareAsync(CancellationToken cancellationToken)
    {
        _node = services.GetRequiredService<SchedulerNode>();
        _handlers = services.GetRequiredService<IHandlerInvoker>();
        _watch = new NodeWatch(grains, _node.Clock, _signal.Set);
        map.Partitions = _node.Settings.Partitions;
        _node.Cluster.Join(IsAliveAsync);
        return Task.CompletedTask;
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _startedAt = _node.Clock.GetTimestamp();
        _node.Cluster.Noticed += _watch.Notice;
        _node.Cluster.Draining += Announce;
        _stop = _stopSource.Token;
        _loop = LoopAsync(_stop);
        _ = FollowMembershipAsync(_stop);
        return Task.CompletedTask;
    }

    /// <summary>What the membership says now, not what it said when somebody last looked.</summary>
    private async ValueTask<bool> IsAliveAsync(string name)
    {
        try
        {
            await membership.Refresh().AsTask().WaitAsync(RefreshFor, _node.Clock);
        }
        catch (Exception)
        {
            // The table is out of reach: what is known must do.
        }

        return membership.CurrentSnapshot.Members.Values.Any(member => member.Name == name && member.Status is SiloStatus.Active or SiloStatus.Joining);
    }

    private async Task FollowMembershipAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var _ in membership.MembershipUpdates.WithCancellation(stop))
            {
                await Task.Delay(MembershipSettles, _node.Clock, stop);
                _signal.Set();
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task LoopAsync(CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Look();
            }
            catch (Exception e)
            {
                if (_node.Problems.IsNews("keeper_failed", out var leftOut))
                    LogFailed(e, leftOut);
            }

            await _signal.WaitAsync(LookEvery, _node.Clock, stop);
        }
    }

    private void Look()
    {
        var others = Others;
        _watch.Look(others);
        var known = _watch.Known;
        if (known.Count < others.Count && _decision is null && _node.Clock.GetElapsedTime(_startedAt) < FirstAnswersWithin)
            return; // who knows nobody would think that all is his
        var decision = ClusterDecision.Of(map.Partitions, _node.Describe(_handlers), known);
        Note(decision);
        (_decision, map.Owners) = (decision, decision.Owners);
        _node.Cluster.Set(decision.State);
        Act(decision.Owners);
        WakeRoot(decision.Owners);
    }

    private void Act(IReadOnlyList<string> owners)
    {
        var own = _node.Settings.Node;
        var wanted = Enumerable.Range(0, owners.Count).Where(partition => !_busy.ContainsKey(partition) && (owners[partition] == own) != _node.Partitions.Has(partition))
            .Where(partition => !_triedAt.TryGetValue(partition, out var at) || _node.Clock.GetElapsedTime(at) >= LookEvery)
            .OrderBy(_ => _node.Settings.Draw()).ToList();
        foreach (var partition in wanted.TakeWhile(_ => _busy.Count < AtOnce))
        {
            (_busy[partition], _triedAt[partition]) = (true, _node.Clock.GetTimestamp());
            _ = MoveAsync(partition, isOwn: owners[partition] == own);
        }
    }

    private async Task MoveAsync(int partition, bool isOwn)
    {
        try
        {
            if (isOwn)
                await Task.Delay(LongestJitter * _node.Settings.Draw(), _node.Clock, _stop);
            else
                await _node.Partitions.LeaveAsync(partition).WaitAsync(_stop);
            await WakeAsync(partition);
            if (isOwn && _armed.TryAdd(partition, true))
                await ArmAsync(partition);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The silo stops.
        }
        catch (Exception e)
        {
            if (_node.Problems.IsNews("partition_not_moved", out var leftOut))
                LogNotMoved(e, partition, leftOut);
        }
        finally
        {
            _busy.TryRemove(partition, out _);
            _signal.Set();
        }
    }

    /// <summary>Makes a partition active where it belongs.</summary>
    private Task<PartitionSnapshot> WakeAsync(int partition) => grains.GetGrain<IPartitionGrain>(partition).WakeAsync().WaitAsync(CallFor, _node.Clock);

    // Without its reminder a partition is still kept by all keepers: it is tried again when it comes here the next time.
    private async Task ArmAsync(int partition)
    {
        try
        {
            await grains.GetGrain<IPartitionReminderGrain>(partition).ArmAsync().WaitAsync(CallFor, _node.Clock);
        }
        catch (Exception e)
        {
            _armed.TryRemove(partition, out _);
            if (_node.Problems.IsNews("reminder_not_armed", out var leftOut))
                LogNotArmed(e, partition, leftOut);
        }
    }

    /// <summary>The root lies somewhere and may die with its silo: one of the keepers sees to it.</summary>
    private void WakeRoot(IReadOnlyList<string> owners)
    {
        if (owners.Count == 0 || owners.Min(StringComparer.Ordinal) != _node.Settings.Node || (_rootAt is { } at && _node.Clock.GetElapsedTime(at) < RootEvery))
            return;
        _rootAt = _node.Clock.GetTimestamp();
        _ = IgnoreAsync(grains.GetGrain<ISchedulerGrain>(0).StartAsync());
    }

    private void Announce() => _ = AnnounceAsync();

    /// <summary>The others must know that this node drains before its partitions leave it, else they would come back.</summary>
    private async Task AnnounceAsync()
    {
        var own = _node.Describe(_handlers);
        await Task.WhenAll(Others.Keys.Select(name => IgnoreAsync(grains.GetGrain<INodeGrain>(name).NoticeAsync(own).WaitAsync(LookEvery, _node.Clock))));
        _signal.Set();
    }

    private static async Task IgnoreAsync(Task call) => await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
