using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;
using Xunit;

namespace JobScheduler.Tests.Core;

/// <summary>
/// Runs a core the way the partition grain does, over the in-memory store, which refuses a batch that breaks a rule of commits. Time
/// stands still until <see cref="Now"/> is set.
/// </summary>
internal sealed class CoreDriver
{
    public const long T0 = 1_800_000_000_000;
    private readonly PartitionSizes _sizes;
    private readonly int _partition;
    private readonly int _partitions;
    private long _lastToken;

    public CoreDriver(PartitionSizes? sizes = null, int partition = 0, int partitions = 1)
    {
        (_sizes, _partition, _partitions) = (sizes ?? new PartitionSizes(), partition, partitions);
        Store.OpenAsync(partitions, default).GetAwaiter().GetResult();
        Core = TakeOver();
    }

    public InMemoryStore Store { get; } = new();

    public long Now { get; set; } = T0;

    public HashSet<string> JobTypes { get; } = ["echo"];

    public HashSet<string> Paused { get; } = [];

    public bool MayClaim { get; set; } = true;

    public RetentionRules Retention { get; set; } = RetentionRules.Forever;

    public long LeadMs { get; set; } = PartitionView.LeastLeadMs;

    public PartitionCore Core { get; private set; }

    /// <summary>Claimed attempts in the order in which they were handed out.</summary>
    public List<JobRecord> Started { get; } = [];

    /// <summary>All other effects.</summary>
    public List<Effect> Effects { get; } = [];

    public CommitBatch? LastCommit { get; private set; }

    public int Commits { get; private set; }

    /// <summary>Decides the commands, then claims; as many commits as that needs.</summary>
    public IReadOnlyList<CoreReply> Run(int grants, params IEnumerable<CoreCommand> commands)
    {
        var left = new Queue<CoreCommand>(commands);
        var replies = new List<CoreReply>();
        var cycles = 0;
        do
        {
            Assert.True(++cycles < 2_000, "The core asks for another batch again and again.");
            Load([.. left.Take(1_000)]);
            while (left.TryPeek(out var command) && Core.IsReadyFor(command))
                replies.Add(Core.Decide(left.Dequeue()));
            Core.Advance();
            grants -= Core.Claim(grants);
            Promote();
            Commit();
        }
        while (left.Count > 0 || Core.HasMore || Core.Ready(grants).Count > 0);
        return replies;
    }

    /// <summary>One command without claims.</summary>
    public CoreReply Do(CoreCommand command) => Assert.Single(Run(0, command));

    public string Submit(JobSpec spec) => Do(CoreSpecs.Submit(spec)).Job!.Record.JobId;

    /// <summary>Claims up to the number; gives what was claimed.</summary>
    public IReadOnlyList<JobRecord> Claim(int grants)
    {
        var before = Started.Count;
        Run(grants);
        return Started.GetRange(before, Started.Count - before);
    }

    /// <summary>Ends an attempt and lets the next ones of its key or queue wait.</summary>
    public ReportAnswer End(JobRecord started, ReportKind kind, AttemptReport? more = null) => Do(CoreSpecs.Report(started, kind, more)).Report;

    /// <summary>A crash: the core is made again from what is stored.</summary>
    public void Restart() => Core = TakeOver();

    public LoadedRows Rows(LoadRequest request) => Store.LoadAsync(_partition, request, default).GetAwaiter().GetResult();

    public EntryPage Entries(LineId line, Position after) => Store.ReadEntriesAsync(_partition, line, after, long.MaxValue, 100_000, default).GetAwaiter().GetResult();

    public IReadOnlyList<QueueRecord> Queues() => Store.ReadQueuesAsync(_partition, default).GetAwaiter().GetResult();

    public JobRecord Job(string jobId) => Store.GetJobAsync(jobId, default).GetAwaiter().GetResult()!.Job;

    public IReadOnlyList<AttemptRecord> Attempts(string jobId) => Store.GetJobAsync(jobId, default).GetAwaiter().GetResult()!.OlderAttempts;

    public JobSnapshot Shown(string jobId, bool allSlotsTaken = true) => JobSnapshots.Whole(
        Job(jobId), Attempts(jobId), new SnapshotView(Now, Paused.Contains, JobTypes.Contains, job => job.Newest!.StartedAt) { AllSlotsTaken = () => allSlotsTaken });

    /// <summary>What the grain does before it decides: all rows that the commands and the clock need.</summary>
    public void Load(IReadOnlyList<CoreCommand> commands)
    {
        Core.Begin(Now, View());
        while (Core.Missing(commands) is { } request)
            Core.Supply(request, Store.LoadAsync(_partition, request, default).GetAwaiter().GetResult());
        for (var pages = Core.MissingPages(); pages.Count > 0; pages = Core.MissingPages())
        {
            foreach (var page in pages)
                Core.Supply(page, Store.ReadEntriesAsync(_partition, page.Line, page.After, page.UpTo, page.Limit, default).GetAwaiter().GetResult());
            while (Core.Missing(commands) is { } more)
                Core.Supply(more, Store.LoadAsync(_partition, more, default).GetAwaiter().GetResult());
        }

        Core.Begin(Now, View());
    }

    /// <summary>Keys that lost their holder get the next one in the same commit.</summary>
    public void Promote()
    {
        for (var keys = Core.OrphanedKeys(); keys.Count > 0; keys = Core.OrphanedKeys())
        {
            foreach (var page in keys)
                Core.Supply(page, Store.ReadEntriesAsync(_partition, page.Line, page.After, page.UpTo, page.Limit, default).GetAwaiter().GetResult());
        }
    }

    /// <summary>Writes what was decided; the store refuses a batch that breaks a rule.</summary>
    public void Commit()
    {
        if (Core.Build() is { } batch)
        {
            var result = Store.CommitAsync(batch, default).GetAwaiter().GetResult();
            Assert.True(result == CommitResult.Applied, $"{result.Status} {result.Reason}: {result.Detail}");
            LastCommit = batch;
            Commits++;
        }

        foreach (var effect in Core.Committed())
        {
            if (effect is Effect.Start { Job: var job })
            {
                Assert.True(job.Token > _lastToken, "tokens rise");
                _lastToken = job.Token;
                Started.Add(job);
            }
            else
            {
                Effects.Add(effect);
            }
        }
    }

    private PartitionView View() => new("n1", JobTypes, Paused, MayClaim) { Partitions = _partitions, Retention = Retention, LeadMs = LeadMs };

    private PartitionCore TakeOver()
    {
        var head = Store.AcquireTermAsync(_partition, "n1", null, default).GetAwaiter().GetResult().Head;
        return new PartitionCore(
            head,
            new RecoveredRows(
                Store.ReadLinesAsync(_partition, default).GetAwaiter().GetResult(),
                Store.ReadRunningAsync(_partition, default).GetAwaiter().GetResult(),
                Store.ReadQueuesAsync(_partition, default).GetAwaiter().GetResult(),
                Store.ReadCountersAsync(_partition, default).GetAwaiter().GetResult(),
                Store.ReadSendsAsync(_partition, long.MinValue, 1_000, default).GetAwaiter().GetResult()),
            _sizes);
    }
}
