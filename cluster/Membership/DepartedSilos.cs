using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace JobScheduler.Cluster.Membership;

/// <summary>
/// Lets a silo join although others went without a word, as in a power cut: Orleans admits it only when every silo that the table calls
/// active answers it. While it joins, it declares those dead that gave no sign of life for as long as the options allow and at whose
/// address nothing listens. One that only could not write its sign of life, because the table was away, still listens and is left alone.
/// </summary>
internal sealed partial class DepartedSilos : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Signs of life carry the time of the machine that gave them.
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly IMembershipTable _table;
    private readonly IClusterMembershipService _membership;
    private readonly ILocalSiloDetails _own;
    private readonly ClusterMembershipOptions _options;
    private readonly ILogger _log;
    private readonly LookLoop _loop;

    public DepartedSilos(
        IMembershipTable table, IClusterMembershipService membership, ILocalSiloDetails own, IOptions<ClusterMembershipOptions> options, ILogger<DepartedSilos> log)
    {
        (_table, _membership, _own, _options, _log) = (table, membership, own, options.Value, log);
        _loop = new LookLoop(LookAsync, LookEvery, LogUnread, Clock);
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(nameof(DepartedSilos), ServiceLifecycleStage.ApplicationServices, _loop.StartAsync, _loop.StopAsync);
        lifecycle.Subscribe(nameof(DepartedSilos), ServiceLifecycleStage.Active, _loop.StopAsync);
    }

    /// <inheritdoc/>
    public void Dispose() => _loop.Dispose();

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken stop)
    {
        var limit = Clock.GetUtcNow().UtcDateTime - (_options.IAmAliveTablePublishTimeout * _options.NumMissedTableIAmAliveLimit);
        foreach (var (entry, _) in (await _table.ReadAll().WaitAsync(stop)).Members)
        {
            if (entry.Status != SiloStatus.Active || entry.SiloAddress.Equals(_own.SiloAddress) || LastSign(entry) > limit || await ListensAsync(entry.SiloAddress, stop))
                continue;
            LogDeparted(entry.SiloName, LastSign(entry));
            await _membership.TryKill(entry.SiloAddress);
        }
    }

    private static DateTime LastSign(MembershipEntry entry) => entry.IAmAliveTime > entry.StartTime ? entry.IAmAliveTime : entry.StartTime;

    private async Task<bool> ListensAsync(SiloAddress silo, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(_options.ProbeTimeout, Clock);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        using var connection = new TcpClient(silo.Endpoint.AddressFamily);
        try
        {
            await connection.ConnectAsync(silo.Endpoint, enough.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return false;
        }
    }

    [LoggerMessage(1211, LogLevel.Warning, "{Silo} gave no sign of life since {LastSign:u} and nothing listens at its address: it is declared dead, so that this silo can join", EventName = "silo_departed")]
    private partial void LogDeparted(string silo, DateTime lastSign);

    [LoggerMessage(1212, LogLevel.Warning, "Which silos are gone cannot be told yet", EventName = "departed_unknown")]
    private partial void LogUnread(Exception exception);
}
