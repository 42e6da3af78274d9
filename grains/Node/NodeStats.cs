namespace JobScheduler.Grains.Node;

/// <summary>
/// What happened on this node: rates over the last minute, lateness over the last 15 minutes, and a history of 15 minutes by the second
/// and 24 hours by the minute. Thread-safe.
/// </summary>
/// <remarks>
/// An event is counted in the second that is under way, under one lock. The first one of another second puts that second away, without
/// its empty buckets, and adds it to its minute; so the memory is bounded (about 2 MB) and nothing is done per job but counting.
/// </remarks>
public sealed class NodeStats
{
    /// <summary>Seconds that are kept.</summary>
    public const int Seconds = 900;

    /// <summary>Minutes that are kept.</summary>
    public const int Minutes = 1_440;

    private const int RateSeconds = 60;
    private const int LatenessMinutes = 15;
    private const int SecondsOfAMinute = 60;
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly long _since;
    private readonly StatsRing _seconds = new(Seconds);
    private readonly StatsRing _minutes = new(Minutes + 1); // and the one that is under way
    private readonly LatenessHistogram _late = new();
    private Counts _open;

    /// <summary>Begins to count.</summary>
    /// <param name="clock">The wall clock.</param>
    public NodeStats(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _since = clock.GetUtcNow().ToUnixTimeSeconds();
        _open.Second = _since;
    }

    /// <summary>A job was accepted.</summary>
    public void Submitted()
    {
        lock (_gate)
            Open().Submitted++;
    }

    /// <summary>A handler was entered.</summary>
    /// <param name="latenessMs">Of a first attempt: start minus due time, milliseconds; else null.</param>
    public void Started(double? latenessMs)
    {
        lock (_gate)
        {
            Open().Started++;
            if (latenessMs is { } late)
                _late.Add(late);
        }
    }

    /// <summary>An attempt ended.</summary>
    /// <param name="failed">It failed, whether or not another follows.</param>
    public void Finished(bool failed = false)
    {
        lock (_gate)
        {
            ref var open = ref Open();
            open.Finished++;
            open.Failed += failed ? 1 : 0;
        }
    }

    /// <summary>A look at what waits and runs; about one a second.</summary>
    /// <param name="queued">Jobs that stand in lines.</param>
    /// <param name="running">Slots that are taken.</param>
    public void Look(long queued, long running)
    {
        lock (_gate)
        {
            ref var open = ref Open();
            (open.Queued, open.Running) = (Math.Max(open.Queued, queued), Math.Max(open.Running, running));
        }
    }

    /// <summary>Averages over the last whole 60 seconds.</summary>
    public RateSnapshot Rates()
    {
        lock (_gate)
        {
            var now = Open().Second;
            var window = _seconds.Between(now - RateSeconds, now - 1).ToList();
            return new RateSnapshot(
                TimeSpan.FromSeconds(RateSeconds),
                window.Sum(s => (double)s.Submitted) / RateSeconds,
                window.Sum(s => (double)s.Started) / RateSeconds,
                window.Sum(s => (double)s.Finished) / RateSeconds);
        }
    }

    /// <summary>Lateness of first attempts in the last 15 minutes.</summary>
    public LatenessSnapshot Lateness()
    {
        var all = new LatenessHistogram();
        lock (_gate)
        {
            var minute = Open().Second / SecondsOfAMinute;
            foreach (var cell in _minutes.Between(minute - LatenessMinutes + 1, minute))
                all.Add(cell.Lateness);
            all.Add(_late.ToCounts());
        }

        return new LatenessSnapshot(
            TimeSpan.FromMinutes(LatenessMinutes), all.Total, all.Percentile(0.50), all.Percentile(0.95), all.Percentile(0.99),
            all.Max is { } max ? Math.Round(max, 3) : null);
    }

    /// <summary>The steps that are over.</summary>
    /// <param name="resolution">How long a step is.</param>
    public StatsSlice History(StatsResolution resolution)
    {
        var (ring, length) = resolution == StatsResolution.Minute ? (_minutes, SecondsOfAMinute) : (_seconds, 1);
        lock (_gate)
        {
            var through = (Open().Second / length) - 1;
            return new StatsSlice { Since = _since / length, Through = through, Cells = [.. ring.UpTo(through)] };
        }
    }

    /// <summary>Under the lock: the second that is under way.</summary>
    private ref Counts Open()
    {
        var second = _clock.GetUtcNow().ToUnixTimeSeconds();
        if (second != _open.Second)
        {
            if (!_open.IsEmpty)
                PutAway(_open.ToCell(_late.ToCounts()));
            _late.Clear();
            _open = new Counts { Second = second };
        }

        return ref _open;
    }

    private void PutAway(StatsCell cell)
    {
        _seconds.Add(cell);
        _minutes.Add(cell with { Step = cell.Step / SecondsOfAMinute });
    }

    private struct Counts
    {
        internal long Second;
        internal long Submitted;
        internal long Started;
        internal long Finished;
        internal long Failed;
        internal long Queued;
        internal long Running;

        internal readonly bool IsEmpty => (Submitted | Started | Finished | Queued | Running) == 0;

        internal readonly StatsCell ToCell(LatenessCounts? lateness) => new()
        {
            Step = Second,
            Submitted = Submitted,
            Started = Started,
            Finished = Finished,
            Failed = Failed,
            Queued = Queued,
            Running = Running,
            Lateness = lateness,
        };
    }
}
