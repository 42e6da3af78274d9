using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;
using JobScheduler.Hosting.Runtime;
using JobScheduler.Stores.Memory;
using JobScheduler.Tests.Core;
using JobScheduler.Tests.Handlers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JobScheduler.Tests.Grains;

/// <summary>
/// One node with the real grains over an in-memory store whose calls can be spoiled, and handlers that do what the test says. The same
/// on both engines, on the system's clock: tests wait for events, with a time-out that names the phase.
/// </summary>
internal sealed partial class GrainWorld : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private QueueRefresher? _refresher;
    private bool _disposed;

    private GrainWorld(InMemoryStore memory) => Memory = memory;

    public InMemoryStore Memory { get; }

    public ScriptedHandlers Handlers { get; private init; } = new();

    public CapturedLogs Logs { get; } = new();

    /// <summary>What happens to each call of the store.</summary>
    public Func<StoreCall, StoreFault> Faults { get; set; } = static _ => StoreFault.None;

    public SchedulerNode Node { get; private set; } = null!;

    public static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Starts a node; over a store that was used before, it goes on with what is there.</summary>
    public static async Task<GrainWorld> StartAsync(
        Func<NodeSettings, NodeSettings>? settings = null, InMemoryStore? memory = null, ScriptedHandlers? handlers = null)
    {
        var world = new GrainWorld(memory ?? new InMemoryStore()) { Handlers = handlers ?? new ScriptedHandlers() };
        var told = new NodeSettings { Node = "n1", Incarnation = $"{Now}", Partitions = 1, Slots = 4, Draw = () => 0.5 };
        told = settings?.Invoke(told) ?? told;
        if (memory is null)
            await world.Memory.OpenAsync(told.Partitions, default);
        world.Node = new SchedulerNode(told, TimeProvider.System, new WakeUpThread(TimeProvider.System));
        await world.StartEngineAsync();
        world._refresher = new QueueRefresher(world.Node, new JobStore(world.Memory, world.Memory, world.Memory, world.Memory), world.Logs.CreateLogger("QueueRefresher"));
        world._refresher.Start();
        return world;
    }

    public IPartitionGrain Partition(int partition = 0) => Grains.GetGrain<IPartitionGrain>(partition);

    public static JobSpec Spec => CoreSpecs.Spec;

    public Task<JobAnswer> TrySubmitAsync(JobSpec spec)
    {
        var hash = Routing.HashOfKeys(spec.ConcurrencyKey, spec.IdempotencyKey) ?? 1;
        return Within(Partition(Routing.PartitionOf(hash, Node.Settings.Partitions)).SubmitAsync(spec, hash), "submit");
    }

    /// <summary>Submits a job that must be accepted; its id.</summary>
    public async Task<string> SubmitAsync(JobSpec spec)
    {
        var answer = await TrySubmitAsync(spec);
        Assert.True(answer.Status == PartitionStatus.Done, $"{answer.Status}: {answer.Detail}");
        return answer.JobId!;
    }

    public async Task<JobAnswer> ChangeAsync(string jobId, JobCommandKind kind) =>
        (await Within(Partition().ChangeAsync([new JobCommand { JobId = jobId, Kind = kind }]), $"{kind}"))[0];

    public Task<QueueAnswer> SetQueueAsync(string queue, bool paused) =>
        Within(Grains.GetGrain<IQueueGrain>(queue).SetAsync(new QueueCommand { Queue = queue, Paused = paused }), "set queue");

    public async Task<JobRecord> RowAsync(string jobId) => (await Memory.GetJobAsync(jobId, default))!.Job;

    public async Task<JobSnapshot> ShownAsync(string jobId)
    {
        var stored = (await Memory.GetJobAsync(jobId, default))!;
        return JobSnapshots.Whole(stored.Job, stored.OlderAttempts, Node.ViewFor(Handlers));
    }

    /// <summary>Waits until the job is shown in a state.</summary>
    public Task<JobSnapshot> UntilAsync(string jobId, JobState state) => UntilAsync(jobId, job => job.State == state, $"{jobId} becomes {state}");

    /// <summary>Waits, by the node's signals, until what is shown of a job is as wanted.</summary>
    public async Task<JobSnapshot> UntilAsync(string jobId, Func<JobSnapshot, bool> wanted, string phase)
    {
        using var watch = Node.Events.Subscribe(jobId);
        for (var job = await ShownAsync(jobId); ; job = await ShownAsync(jobId))
        {
            if (wanted(job))
                return job;
            await Within(watch.NextAsync(default), $"{phase} (it is {job.State}, {job.WaitingReason})");
        }
    }

    /// <summary>Warnings and errors about jobs, once all that the test has seen stored is carried out.</summary>
    public async Task<IReadOnlyList<CapturedLine>> JobLinesAsync()
    {
        // Answered by a later cycle than the one whose commit the test has seen.
        Assert.Equal(PartitionStatus.NotFound, (await ChangeAsync("nothing", JobCommandKind.Cancel)).Status);
        return [.. Logs.Lines.Where(line => line.Level >= LogLevel.Warning && line.Properties.ContainsKey("JobId"))];
    }

    /// <summary>Another process takes the partition: whatever this node writes under its term is refused from now on.</summary>
    public async Task<PartitionHead> FenceAsync() => (await Memory.AcquireTermAsync(0, "another process", null, default)).Head;

    public static async Task Within(Task task, string phase)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"{phase}: not within {Patience.TotalSeconds} s.");
        }
    }

    public static async Task<T> Within<T>(Task<T> task, string phase)
    {
        await Within((Task)task, phase);
        return await task;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        _refresher?.Dispose();
        await StopEngineAsync();
        Node.Dispose();
    }

    private void AddServices(IServiceCollection services)
    {
        var store = new JobStore(new FaultInjectingStore(Memory, call => Faults(call), TaskScheduler.Default), Memory, Memory, Memory);
        services.AddLogging(logging => logging.AddProvider(Logs));
        services.AddSingleton(Node).AddSingleton(store).AddSingleton<IHandlerInvoker>(Handlers);
        services.AddSingleton(provider => new AttemptRunner(Node, Handlers, Memory, provider.GetRequiredService<ILogger<AttemptRunner>>()));
    }
}
