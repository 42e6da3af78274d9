using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace JobScheduler.Cluster.Membership;

/// <summary>
/// Reads the table of silos, and renews this silo's sign of life in it, every <see cref="ClusterMembershipOptions.TableRefreshTimeout"/>.
/// Orleans does both too, but waits longer after each failure, up to 64 s: when the table was away for a while, a silo went on without
/// knowing of the ones that joined after it (and refused their grains as those of dead ones), and they took it for one that is gone.
/// </summary>
internal sealed partial class MembershipRefresh : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    // Signs of life carry the time of the machine that gave them.
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly IMembershipTable _table;
    private readonly IClusterMembershipService _membership;
    private readonly ILocalSiloDetails _own;
    private readonly ClusterMembershipOptions _options;
    private readonly ILogger _log;
    private readonly LookLoop _loop;

    public MembershipRefresh(
        IMembershipTable table, IClusterMembershipService membership, ILocalSiloDetails own, IOptions<ClusterMembershipOptions> options, ILogger<MembershipRefresh> log)
    {
        (_table, _membership, _own, _options, _log) = (table, membership, own, options.Value, log);
        _loop = new LookLoop(LookAsync, _options.TableRefreshTimeout, LogFailed, Clock);
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(MembershipRefresh), ServiceLifecycleStage.Active, _loop.StartAsync, _loop.StopAsync);

    /// <inheritdoc/>
    public void Dispose() => _loop.Dispose();

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken stop)
    {
        await _membership.Refresh(cancellationToken: stop).AsTask().WaitAsync(stop);
        var row = await _table.ReadRow(_own.SiloAddress).WaitAsync(stop);
        var now = Clock.GetUtcNow().UtcDateTime;
        if (row.Members is not [var (entry, _)] || entry.Status != SiloStatus.Active || now - entry.IAmAliveTime <= 2 * _options.IAmAliveTablePublishTimeout)
            return;
        entry.IAmAliveTime = now;
        await _table.UpdateIAmAlive(entry).WaitAsync(stop);
    }

    [LoggerMessage(1213, LogLevel.Debug, "The table of silos cannot be read or written", EventName = "membership_not_refreshed")]
    private partial void LogFailed(Exception exception);
}
