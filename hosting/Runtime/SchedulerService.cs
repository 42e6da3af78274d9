using System.Security.Cryptography;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;
using JobScheduler.Hosting.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Hosting.Runtime;

/// <summary>
/// Starts and stops the scheduler with its host. Start: open the store, start the engine, wake the partitions; attempts begin only
/// when the host has started. Stop: claim nothing more, let attempts finish for the drain time, hand the rest back, then stop the
/// engine and close the store.
/// </summary>
internal sealed partial class SchedulerService : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan AfterRelease = TimeSpan.FromSeconds(1);
    private readonly JobStore _store;
    private readonly NodeHolder _holder;
    private readonly IEngineHost _engine;
    private readonly IHandlerInvoker _handlers;
    private readonly JobSchedulerOptions _options;
    private readonly JobSchedulerLogOptions _logOptions;
    private readonly AttemptLogLimits _attemptLogs;
    private readonly RetentionRules _retention;
    private readonly TimeProvider _clock;
    private readonly ILogger<SchedulerService> _log;
    private readonly IHostApplicationLifetime _lifetime;
    private QueueRefresher? _refresher;
    private AttemptThreads? _threads;
    private StuckReporter? _stuck;
    private StatsSampler? _sampler;

    public SchedulerService(
        JobStore store,
        NodeHolder holder,
        IEngineHost engine,
        IHandlerInvoker handlers,
        SchedulerPlan plan,
        [FromKeyedServices(JobSchedulerServiceCollectionExtensions.TimeProviderKey)] TimeProvider clock,
        IHostApplicationLifetime lifetime,
        ILogger<SchedulerService> log)
    {
        (_store, _holder, _engine, _handlers, _options, _clock, _lifetime, _log) =
            (store, holder, engine, handlers, plan.Options, clock, lifetime, log);
        (_retention, _logOptions, _attemptLogs) = (plan.Retention, plan.Log, plan.AttemptLogs);
    }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var info = await _store.Admin.OpenAsync(_options.Partitions, cancellationToken);
        if (info.Partitions != _options.Partitions)
        {
            await _store.Admin.DisposeAsync();
            throw new StoreOpenException(
                $"{info.Description} was created with {info.Partitions} partitions, but JobScheduler:Partitions is {_options.Partitions}. "
                + $"Set it to {info.Partitions}, or use another store.");
        }

        LogStore(info.Description, info.SchemaVersion, info.Partitions, info.Created ? "created" : "opened");
        _holder.Set(new SchedulerNode(Settings(info.Partitions), _clock, new WakeUpThread(_clock), _holder.Metrics));
        _holder.Metrics.Observe(_holder.Node, _store, _handlers);
        _refresher = new QueueRefresher(_holder.Node, _store, _log);
        _stuck = new StuckReporter(_holder.Node, _log);
        _sampler = new StatsSampler(_holder.Node);
        await _engine.StartAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The host's other services run now, an Orleans silo among them, but attempts wait for ApplicationStarted.
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        // In a cluster each silo's keeper does both, for ever, and another node may have the handlers.
        var isAlone = _holder.Node.Cluster.IsAlone;
        if (isAlone)
            await _engine.Grains.GetGrain<ISchedulerGrain>(0).StartAsync();
        _holder.Opened();
        if (isAlone)
            await WarnOfUnknownTypesAsync(cancellationToken);
        _lifetime.ApplicationStarted.Register(() => _refresher!.Start());
        _stuck!.Start();
        _sampler!.Start();
        LogStarted(_holder.Node.Settings.Node, _holder.Node.Settings.Slots);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (_holder.Current is not { } node || cancellationToken.IsCancellationRequested)
            return; // nobody waits for a drain
        LogStopping(node.Attempts.All.Count, _options.DrainTimeout);
        node.BeginDrain();
        if (!await IdleWithinAsync(node, _options.DrainTimeout, cancellationToken))
        {
            LogReleasing(node.Attempts.All.Count, _options.DrainTimeout);
            node.Attempts.StopAll();
            if (!await IdleWithinAsync(node, node.Settings.ReleaseAfter + AfterRelease, cancellationToken))
                LogLeft(node.Attempts.All.Count);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (_holder.Current is not { } node)
            return;
        _refresher?.Dispose();
        _stuck?.Dispose();
        _sampler?.Dispose();
        await _engine.StopAsync(cancellationToken);
        _holder.Stopped = true;
        await _store.Admin.DisposeAsync();
        node.Dispose();
        _threads?.Dispose();
        LogStopped(node.Settings.Node);
    }

    public void Dispose()
    {
        _refresher?.Dispose();
        _stuck?.Dispose();
        _sampler?.Dispose();
        _threads?.Dispose();
    }

    private NodeSettings Settings(int partitions) => new()
    {
        Node = _engine.NodeName,
        Role = _engine.Role,
        Version = ProductVersion.Text,
        Engine = ProductVersion.Engine,
        Incarnation = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)),
        Partitions = partitions,
        Slots = _options.Slots,
        Sizes = new PartitionSizes(HorizonMs: (long)_options.Horizon.TotalMilliseconds),
        AbandonAfter = _options.AbandonAfter,
        MisfireAfter = _options.MisfireAfter,
        LogPayloadBytes = _logOptions.ShownPayloadBytes,
        AttemptLogs = _attemptLogs,
        Retention = _retention,
        Attempts = _threads = new AttemptThreads(_options.Slots),
        MostPending = _options.Limits.MaxPending,
        MostPendingBytes = _options.Limits.MaxPendingBytes,
        Draw = static () => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue,
    };

    private async Task<bool> IdleWithinAsync(SchedulerNode node, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var idle = node.WhenIdleAsync();
        await Task.WhenAny(idle, Task.Delay(patience, _clock, enough.Token));
        await enough.CancelAsync();
        return idle.IsCompleted;
    }

    private async Task WarnOfUnknownTypesAsync(CancellationToken cancellationToken)
    {
        IReadOnlyCollection<CounterRecord> counts;
        try
        {
            counts = [.. await _store.Queries.CountAsync(cancellationToken)];
        }
        catch (StoreUnavailableException e)
        {
            LogNotCounted(e); // only a warning is missing: the partitions try until they can read
            return;
        }

        var unknown = counts
            .Where(counter => counter.State is StoredState.Waiting or StoredState.Lined && !_handlers.Handles(counter.JobType))
            .GroupBy(counter => counter.JobType, counter => counter.Count);
        foreach (var type in unknown)
            LogUnknownType(type.Sum(), type.Key);
    }
}
