using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Partitions;
using JobScheduler.Grains.Queues;
using JobScheduler.Grains.Retention;
using JobScheduler.Grains.Schedules;
using JobScheduler.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Simulation;

/// <summary>One process: the embedded engine and the real grains over the shared store, on its own clock and threads.</summary>
internal sealed class SimNode
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly SimWorld _world;
    private readonly Random _random;
    private readonly TaskCompletionSource _died = new(); // completed on the world's thread, awaited in combinations
    private bool _stopping;

    public SimNode(SimWorld world, int number, IReadOnlyList<string> types)
    {
        (_world, Number, Name, Types) = (world, number, $"n{number}", types);
        _random = world.Random(1_000 + number);
        Scheduler = new NodeScheduler(world.Scheduler);
        Clock = new NodeClock(world.Clock, Scheduler);
        WakeUp wakeUp = world.Options.Broken == Broken.EarlyHandlers ? new EarlyWakeUp(Clock) : new TimerWakeUp(Clock);
        Node = new SchedulerNode(Settings(), world.Options.Broken == Broken.FastClock ? new FastClock(Clock) : Clock, wakeUp);
        Engine = MakeEngine();
    }

    public int Number { get; }

    public string Name { get; }

    public IReadOnlyList<string> Types { get; }

    public NodeScheduler Scheduler { get; }

    public NodeClock Clock { get; }

    public SchedulerNode Node { get; }

    public EmbeddedEngine Engine { get; }

    /// <summary>Completes at its crash.</summary>
    public Task Died => _died.Task;

    public bool IsAlive => !Scheduler.IsDead;

    public bool IsServing => IsAlive && !_stopping;

    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>It stood still at some time.</summary>
    public bool WasFrozen { get; private set; }

    /// <summary>When its wall clock was stepped the last time; world time.</summary>
    public DateTimeOffset SteppedAt { get; private set; }

    public void Start()
    {
        _world.Note(Name, $"starts, knows {string.Join(' ', Types)}, clock {Clock.Offset.TotalSeconds:+0.###;-0.###;0} s");
        StartedAt = _world.Now;
        _ = Scheduler.Start(RefreshAsync);
        _ = Scheduler.Start(() => Engine.GetGrain<ISchedulerGrain>(0).StartAsync());
    }

    /// <summary>A crash: nothing of it runs any more, whatever it was doing.</summary>
    public void Kill()
    {
        if (!IsAlive)
            return;
        _world.Note(Name, "dies");
        Engine.Kill();
        Scheduler.Kill();
        _world.Observer.NodeDied(this);
        _died.SetResult();
    }

    /// <summary>Calls a grain from outside; unknown when the process died, the answer was lost, or it takes too long.</summary>
    public async Task<(T? Answer, bool Unknown)> CallAsync<T>(Func<EmbeddedEngine, Task<T>> call)
    {
        using var enough = new CancellationTokenSource();
        var answer = call(Engine);
        await Task.WhenAny(answer, Died, Task.Delay(Patience, _world.Clock, enough.Token));
        enough.Cancel(); // not CancelAsync, which goes over the thread pool
        return answer.IsCompletedSuccessfully ? (await answer, false) : (default, true);
    }

    public void Freeze()
    {
        _world.Note(Name, "stands still");
        WasFrozen = true;
        Scheduler.Freeze();
    }

    public void StepClock(TimeSpan to)
    {
        _world.Note(Name, $"clock stepped from {Clock.Offset.TotalMilliseconds} to {to.TotalMilliseconds} ms");
        Clock.Offset = to;
        SteppedAt = _world.Now;
    }

    public void Thaw()
    {
        _world.Note(Name, "goes on");
        Scheduler.Thaw();
    }

    /// <summary>A stop in order, as the host does it: drain, hand the rest back, stop the engine.</summary>
    public async Task StopAsync(TimeSpan drain)
    {
        _stopping = true;
        _world.Note(Name, $"stops, drains for {drain.TotalMilliseconds} ms");
        await Task.WhenAny(Scheduler.Start(() => DrainAndStopAsync(drain)), Died);
        Kill();
    }

    private async Task DrainAndStopAsync(TimeSpan drain)
    {
        Node.Attempts.BeginDrain();
        if (!await IdleWithinAsync(drain))
        {
            Node.Attempts.StopAll();
            _world.Count(await IdleWithinAsync(Node.Settings.ReleaseAfter + TimeSpan.FromSeconds(1)) ? "drains that released" : "drains given up");
        }

        await Engine.StopAsync(CancellationToken.None);
    }

    private async Task<bool> IdleWithinAsync(TimeSpan patience)
    {
        var idle = IdleAsync();
        await Task.WhenAny(idle, Task.Delay(patience, Clock, CancellationToken.None));
        return idle.IsCompleted;
    }

    private async Task IdleAsync() => await Node.Attempts.WhenIdle();

    private async Task RefreshAsync()
    {
        while (!_stopping)
        {
            var readAt = Clock.GetTimestamp();
            if (!_world.Faults.AreQueriesDown)
            {
                var queues = await _world.Store.ListQueuesAsync(CancellationToken.None);
                await Task.Delay(TimeSpan.FromMicroseconds(_random.Next(50, 3_000)), Clock, CancellationToken.None);
                Node.Queues.Refresh(queues, readAt);
            }

            await Task.Delay(QueueDirectory.ReadEvery, Clock, CancellationToken.None);
        }
    }

    private NodeSettings Settings() => new()
    {
        Node = Name,
        Incarnation = "i",
        Partitions = _world.Profile.Partitions,
        Slots = _world.Profile.Slots,
        Sizes = _world.Profile.Sizes,
        MisfireAfter = _world.Options.Broken == Broken.IgnoreMisfires ? TimeSpan.FromHours(1) : _world.Profile.MisfireAfter,
        Retention = _world.Options.Broken == Broken.TrimEarly ? new RetentionRules(new RetentionPeriods(0, 0, 0), leastOfSentMs: 0) : _world.Profile.Retention,
        AbandonAfter = TimeSpan.FromSeconds(2),
        ReleaseAfter = TimeSpan.FromMilliseconds(500),
        CallTimeout = TimeSpan.FromSeconds(4),
        MostPending = 40,
        Attempts = Scheduler,
        StartsByCalls = _world.Profile.StartsByCalls || _world.Options.Broken is Broken.DropEffects or Broken.AcceptStaleTokens,
        RepeatProblemsEvery = TimeSpan.Zero, // each of them is looked at
        Draw = _random.NextDouble,
    };

    private EmbeddedEngine MakeEngine()
    {
        var handlers = new SimHandlers(_world, this, _world.Random(2_000 + Number));
        var store = new JobStore(new NodeStore(_world.Log, _world, this, _random), _world.Store, _world.Store, _world.Store);
        var loggers = new SimLoggers(_world, Name);
        var runner = new AttemptRunner(Node, handlers, _world.Store, new Logger<AttemptRunner>(loggers));
        var services = new SimServices(loggers, Node, Node.Settings, handlers, store, runner);
        var options = new EmbeddedEngineOptions
        {
            Scheduler = Scheduler,
            TimeProvider = Clock,
            ShuffleSeed = (ulong)_random.NextInt64(),
            CallFates = new CallFaults(_world, _world.Random(3_000 + Number)).FateOf,
        };
        options.AddGrain<PartitionGrain>().AddGrain<JobGrain>().AddGrain<NodeGrain>().AddGrain<QueueGrain>().AddGrain<ScheduleGrain>().AddGrain<SchedulerGrain>().AddGrain<RetentionGrain>();
        return new EmbeddedEngine(services, options);
    }
}
