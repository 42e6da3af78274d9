using JobScheduler.Grains.Core;
using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Queues;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Node;

/// <summary>What the grains of one process share: one object per host, never static, so that two hosts in a process share nothing.</summary>
public sealed class SchedulerNode : IDisposable
{
    private const int MostStuckShown = 100;
    private readonly CancellationTokenSource _closing = new();
    private readonly DateTimeOffset _startedAt;
    private readonly long _started;
    private int _owners;

    /// <summary>Makes a node.</summary>
    /// <param name="settings">What it was told.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="wakeUp">Its precise wake-up; disposed with the node.</param>
    /// <param name="metrics">Its metrics; null: nobody measures it.</param>
    public SchedulerNode(NodeSettings settings, TimeProvider clock, WakeUp wakeUp, NodeMetrics? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Settings = settings;
        Clock = clock;
        WakeUp = wakeUp;
        Slots = new NodeSlots(settings.Slots);
        Lead = new ClaimLead(clock);
        Attempts = new NodeAttempts(clock);
        Queues = new QueueDirectory(clock);
        Stats = new NodeStats(clock);
        Changes = new ChangeFeed(clock, settings.Incarnation);
        Problems = new RepeatedProblems(clock, settings.RepeatProblemsEvery);
        StoreProblems = new RepeatedProblems(clock, settings.RepeatProblemsEvery);
        Metrics = metrics ?? NodeMetrics.Unmeasured();
        Pending = new PendingBudget(settings.MostPending, settings.MostPendingBytes);
        Closed = _closing.Token;
        Cluster = new ClusterView(settings.Node);
        (_startedAt, _started) = (clock.GetUtcNow(), clock.GetTimestamp());
        Queues.Changed += () => Attempts.TakeBackPaused(Queues.IsPaused);
    }

    /// <summary>What the node was told at start.</summary>
    public NodeSettings Settings { get; }

    /// <summary>The node's clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Precise wake-ups.</summary>
    public WakeUp WakeUp { get; }

    /// <summary>Worker slots.</summary>
    public NodeSlots Slots { get; }

    /// <summary>How early jobs are claimed.</summary>
    public ClaimLead Lead { get; }

    /// <summary>Attempts of this node.</summary>
    public NodeAttempts Attempts { get; }

    /// <summary>Partitions that are active here.</summary>
    public LocalPartitions Partitions { get; } = new();

    /// <summary>The cluster as this node sees it.</summary>
    public ClusterView Cluster { get; }

    /// <summary>Which queues are paused.</summary>
    public QueueDirectory Queues { get; }

    /// <summary>Tells watchers of changes.</summary>
    public JobEventHub Events { get; } = new();

    /// <summary>Changes of jobs, for whoever watches all of them.</summary>
    public ChangeFeed Changes { get; }

    /// <summary>What callers have asked for and is not answered yet.</summary>
    public PendingBudget Pending { get; }

    /// <summary>Rates and lateness.</summary>
    public NodeStats Stats { get; }

    /// <summary>What is measured for monitoring systems.</summary>
    public NodeMetrics Metrics { get; }

    /// <summary>State of the node.</summary>
    public NodeHealth Health { get; } = new();

    /// <summary>Which problems were logged lately.</summary>
    public RepeatedProblems Problems { get; }

    /// <summary>Which problems of the store were logged lately; the next commit ends them.</summary>
    public RepeatedProblems StoreProblems { get; }

    /// <summary>The wall clock, Unix milliseconds, rounded down.</summary>
    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A name that no other owner of a partition ever has, here or elsewhere.</summary>
    public string NewOwnerName() => $"{Settings.Node}#{Settings.Incarnation}.{Interlocked.Increment(ref _owners)}";

    /// <summary>The node as it is now.</summary>
    /// <param name="handlers">Its handlers.</param>
    public NodeSnapshot Describe(IHandlerInvoker handlers)
    {
        ArgumentNullException.ThrowIfNull(handlers);
        return new NodeSnapshot
        {
            Name = Settings.Node,
            Incarnation = Settings.Incarnation,
            Version = Settings.Version,
            Engine = Settings.Engine,
            Role = Settings.Role,
            StartedAt = _startedAt,
            Uptime = Clock.GetElapsedTime(_started),
            At = Clock.GetUtcNow(),
            Slots = Slots.Slots,
            Running = Slots.Running,
            JobTypes = handlers.JobTypes,
            Draining = Attempts.Draining,
            Partitions = Health.PartitionsServed,
            Problem = Cluster.Current.Problem,
        };
    }

    /// <summary>The node as it is now, with what it has of attempts and partitions.</summary>
    /// <param name="handlers">Its handlers.</param>
    public NodeReport Report(IHandlerInvoker handlers) => new()
    {
        Node = Describe(handlers),
        Stuck = [.. Attempts.Stuck.Abandoned().Take(MostStuckShown)],
        Partitions = Metrics.Partitions.Describe(Health.Serves, Settings.Node, Now),
    };

    /// <summary>Begins no further attempt here; in a cluster, partitions leave.</summary>
    public void BeginDrain()
    {
        Attempts.BeginDrain();
        Cluster.DrainBegan();
    }

    /// <summary>Whether changes of a job are heard of here at once: its partition is served by this node, or there is no other node.</summary>
    /// <param name="jobId">Any text.</param>
    public bool Serves(string jobId) =>
        Cluster.IsAlone || (JobIds.TryGetPartition(jobId, Settings.Partitions, out var partition) && Health.Serves(partition));

    /// <summary>What rows do not say, as this node knows it.</summary>
    /// <param name="handlers">Its handlers.</param>
    public SnapshotView ViewFor(IHandlerInvoker handlers)
    {
        ArgumentNullException.ThrowIfNull(handlers);
        return new SnapshotView(Now, Queues.IsPaused, type => handlers.Handles(type) || Cluster.Current.TypesElsewhere.ContainsKey(type), BegunAt)
        {
            AllSlotsTaken = () => Slots.Running >= Slots.Slots,
        };
    }

    /// <summary>When the handler of a claimed job was entered; null if it was not. Of an attempt on another node only its claim is known here.</summary>
    /// <param name="job">A claimed row.</param>
    public long? BegunAt(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (Attempts.BegunAt(job) is { } begunAt)
            return begunAt;
        return Cluster.IsAlone || job.Newest is not { } newest || newest.Node == Settings.Node || newest.StartedAt > Now ? null : newest.StartedAt;
    }

    /// <summary>Fires when the node is disposed: what is repeated until it succeeds ends.</summary>
    public CancellationToken Closed { get; }

    /// <summary>Completes when no attempt is left here and none is on its way: claimed by a commit, but not handed to its job yet.</summary>
    public async Task WhenIdleAsync()
    {
        while (Slots.Claimed > 0 || Attempts.All.Count > 0)
        {
            await Slots.WhenUnclaimed();
            await Attempts.WhenIdle();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing.Cancel();
        WakeUp.Dispose();
    }
}
