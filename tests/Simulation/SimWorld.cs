using System.Globalization;
using JobScheduler.Stores.Memory;
using JobScheduler.Tests.History;
using JobScheduler.Tests.Simulation;

namespace JobScheduler.Simulation;

/// <summary>Everything of one run that is shared: time, threads, the store, the processes, and what was seen.</summary>
internal sealed class SimWorld
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<SimViolation> _violations = [];
    private readonly List<string>? _trace;
    private readonly int _seed;
    private TaskCompletionSource _started = new(); // completed on the world's thread
    private DateTimeOffset _latestWall;
    private DateTimeOffset _lastStamp;

    public SimWorld(SimOptions options)
    {
        Options = options;
        _seed = options.Seed;
        _trace = options.Trace ? [] : null;
        Profile = SimProfile.Draw(Random(1));
        Scheduler = new DeterministicScheduler(unchecked((options.Seed * 31) + 17));
        Start = Clock.GetUtcNow();
        Store.OpenAsync(Profile.Partitions, CancellationToken.None).GetAwaiter().GetResult();
        Observer = new StoreObserver(this);
        Faults = new StoreFaults(this, Random(2));
        FastPaths = new FastPathFaults(this, Random(10));
        Log = new FaultInjectingStore(BrokenLog.Around(Observer, this), Faults.Next, Scheduler);
    }

    public SimOptions Options { get; }

    public SimProfile Profile { get; }

    public DeterministicScheduler Scheduler { get; }

    public VirtualTimeProvider Clock { get; } = new();

    public DateTimeOffset Start { get; }

    public InMemoryStore Store { get; } = new();

    public StoreObserver Observer { get; }

    public StoreFaults Faults { get; }

    public FastPathFaults FastPaths { get; }

    /// <summary>The store with its faults; each process reaches it through a <see cref="NodeStore"/> of its own.</summary>
    public FaultInjectingStore Log { get; }

    public List<SimNode> Nodes { get; } = [];

    public List<HistoryEvent> History { get; } = [];

    public IReadOnlyList<SimViolation> Violations => _violations;

    public IReadOnlyDictionary<string, int> Counts => _counts;

    public IReadOnlyList<string> Trace => _trace ?? [];

    public bool IsTraced => _trace is not null;

    /// <summary>From here on nothing goes wrong any more and every handler completes.</summary>
    public bool IsHealed { get; set; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>The node that clients call: the newest that lives.</summary>
    public SimNode? Front => Nodes.FindLast(node => node.IsServing);

    /// <summary>The latest wall clock that any node has had so far, Unix milliseconds.</summary>
    public long LatestWall
    {
        get
        {
            foreach (var node in Nodes.Where(node => node.Clock.Latest > _latestWall))
                _latestWall = node.Clock.Latest;
            return _latestWall.ToUnixTimeMilliseconds();
        }
    }

    /// <summary>A generator for one purpose, so that one part's draws do not shift another's.</summary>
    public Random Random(int purpose) => new(unchecked((_seed * 1_000_003) ^ (purpose * 7_919)));

    public void Count(string what, int more = 1) => _counts[what] = _counts.GetValueOrDefault(what) + more;

    public void Note(string node, string what)
    {
        if (_trace is { } trace)
            trace.Add(string.Create(CultureInfo.InvariantCulture, $"{(Now - Start).TotalMilliseconds,12:F3} {node,-7} {what}"));
    }

    public void Violate(SimRule rule, string jobId, string what) => Violate(rule.ToString(), Now, jobId, what);

    public void Violate(string rule, DateTimeOffset at, string jobId, string what)
    {
        _violations.Add(new SimViolation(rule, at, jobId, what));
        Note("CHECK", $"{rule} {jobId}: {what}");
    }

    /// <summary>The present instant, unlike every other of the history: so what happened first stays first.</summary>
    public DateTimeOffset Stamp() => _lastStamp = Now > _lastStamp ? Now : _lastStamp.AddTicks(1);

    public Task DelayAsync(TimeSpan time) => Task.Delay(time, Clock, CancellationToken.None);

    public SimNode StartNode(IReadOnlyList<string> types)
    {
        var node = new SimNode(this, Nodes.Count + 1, types);
        Nodes.Add(node);
        Count("nodes started");
        node.Start();
        var waiting = _started;
        _started = new TaskCompletionSource();
        waiting.SetResult();
        return node;
    }

    /// <summary>The node that clients call, as soon as there is one.</summary>
    public async Task<SimNode> FrontAsync()
    {
        while (Front is null)
            await _started.Task;
        return Front!;
    }
}
