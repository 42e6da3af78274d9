using System.Diagnostics.Metrics;
using JobScheduler.Grains.Storage;
using static JobScheduler.Grains.Diagnostics.MetricTags;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>Commits, terms, and what goes wrong with the store, as the partitions of this node see it.</summary>
public sealed class StoreMetrics
{
    private const string OutOfReach = "unavailable";
    private static readonly double[] DurationBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
    private static readonly long[] RowBounds = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000];
    private static readonly long[] SizeBounds = [256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304];
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _rows;
    private readonly Histogram<long> _size;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _terms;

    internal StoreMetrics(Meter meter)
    {
        _duration = meter.CreateHistogram(
            "jobscheduler.commit.duration", "s", "From handing a commit to the store to its answer.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBounds });
        _rows = meter.CreateHistogram(
            "jobscheduler.commit.rows", "{row}", "Changes in an applied commit.", null, new InstrumentAdvice<long> { HistogramBucketBoundaries = RowBounds });
        _size = meter.CreateHistogram(
            "jobscheduler.commit.size", "By", "Texts, payloads and results in an applied commit, without the store's own overhead.", null,
            new InstrumentAdvice<long> { HistogramBucketBoundaries = SizeBounds });
        _errors = meter.CreateCounter<long>("jobscheduler.store.errors", "{error}", "Calls of the store that failed: what it answered, or that it was out of reach.");
        _terms = meter.CreateCounter<long>("jobscheduler.partition.term_changes", "{change}", "Terms of partitions that this node acquired, acquired again after an unknown commit, or lost to another owner.");
    }

    /// <summary>Gives the counters the value 0, so that an alert sees the first error.</summary>
    internal void Expect()
    {
        foreach (var reason in Enum.GetValues<RejectReason>().Where(reason => reason != RejectReason.None))
            _errors.Add(0, Tag(Reason, ReasonOf(reason)));
        _errors.Add(0, Tag(Reason, "unknown"));
        foreach (var change in Enum.GetValues<TermChange>())
            _terms.Add(0, Tag(Reason, ReasonOf(change)));
    }

    /// <summary>The store has answered a commit.</summary>
    /// <param name="commit">What was to be written.</param>
    /// <param name="result">The answer.</param>
    /// <param name="duration">How long it took.</param>
    public void Committed(CommitBatch commit, CommitResult result, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(commit);
        ArgumentNullException.ThrowIfNull(result);
        _duration.Record(duration.TotalSeconds, Tag(Outcome, Name(result.Status)));
        if (result.Status == CommitStatus.Rejected)
            _errors.Add(1, Tag(Reason, ReasonOf(result.Reason)));
        else if (result.Status == CommitStatus.Unknown)
            _errors.Add(1, Tag(Reason, "unknown"));
        else if (result.Status == CommitStatus.Applied)
            Measure(commit);
    }

    /// <summary>A read or an acquire could not be done.</summary>
    public void Unavailable() => _errors.Add(1, Tag(Reason, OutOfReach));

    /// <summary>The term of a partition has changed.</summary>
    /// <param name="change">How.</param>
    public void TermChanged(TermChange change) => _terms.Add(1, Tag(Reason, ReasonOf(change)));

    private void Measure(CommitBatch commit)
    {
        _rows.Record(commit.Mutations.Count);
        if (!_size.Enabled)
            return;
        var bytes = 0L;
        for (var i = 0; i < commit.Mutations.Count; i++)
            bytes += CommitRules.SizeOf(commit.Mutations[i]);
        _size.Record(bytes);
    }

    private static string ReasonOf(RejectReason reason) => reason switch
    {
        RejectReason.DiskFull => "disk_full",
        RejectReason.TooLarge => "too_large",
        RejectReason.Conflict => "conflict",
        _ => OutOfReach,
    };

    private static string ReasonOf(TermChange change) => change switch
    {
        TermChange.Acquired => "acquired",
        TermChange.Reacquired => "reacquired",
        _ => "lost",
    };
}

/// <summary>How the term of a partition changed, as its node sees it.</summary>
public enum TermChange
{
    /// <summary>A new activation took the partition.</summary>
    Acquired,

    /// <summary>The owner acquired it again to learn what became of a commit.</summary>
    Reacquired,

    /// <summary>Another owner has it.</summary>
    Lost,
}
