using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Queues;

namespace JobScheduler.Grains.Node;

/// <summary>What the grains of one process share: one object per host, never static, so that two hosts in a process share nothing.</summary>
public sealed class SchedulerNode : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
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
        Problems = new RepeatedProblems(clock, settings.RepeatProblemsEvery);
        StoreProblems = new RepeatedProblems(clock, settings.RepeatProblemsEvery);
        Metrics = metrics ?? NodeMetrics.Unmeasured();
        Pending = new PendingBudget(settings.MostPending, settings.MostPendingBytes);
        Closed = _closing.Token;
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

    /// <summary>Which queues are paused.</summary>
    public QueueDirectory Queues { get; }

    /// <summary>Tells watchers of changes.</summary>
    public JobEventHub Events { get; } = new();

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
