using System.Diagnostics;

namespace JobScheduler.Grains.Jobs;

/// <summary>Why an attempt's cancellation token fired.</summary>
public enum StopCause
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>A caller cancelled the job, or a newer attempt exists.</summary>
    Cancelled,

    /// <summary>The attempt's time-out.</summary>
    TimedOut,

    /// <summary>The node's drain time is over.</summary>
    Drained,
}

/// <summary>One attempt on this node, from the order to the accepted report. Thread-safe.</summary>
public sealed class AttemptControl : IDisposable, IAttemptLog
{
    private const int MaxMessageLength = 1024;
    private const int Waits = 0;
    private const int HasSlot = 1;
    private const int TakenBack = 2;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskScheduler _scheduler;
    private double? _percent;
    private string? _message;
    private AttemptLogBuffer? _log;
    private bool _isLogTaken;
    private bool _hasReturned;
    private int _entry;
    private int _concluded;

    /// <summary>Takes an order.</summary>
    /// <param name="order">The attempt to perform.</param>
    /// <param name="scheduler">Runs what handlers registered on the token; never a grain's own scheduler.</param>
    public AttemptControl(AttemptOrder order, TaskScheduler scheduler)
    {
        Order = order;
        _scheduler = scheduler;
    }

    /// <summary>The attempt.</summary>
    public AttemptOrder Order { get; }

    /// <summary>Who performs it.</summary>
    internal IAttemptHost? Host { get; init; }

    /// <summary>Who is told how it ended.</summary>
    internal IAttemptOwner? Owner { get; init; }

    /// <summary>How much is kept of what its handler logs.</summary>
    internal AttemptLogLimits LogLimits { get; init; } = new(0, 0);

    /// <summary>The payload, once it is known.</summary>
    internal RawJson? Payload { get; set; }

    /// <summary>When the handler was entered, Unix milliseconds.</summary>
    public long? BegunAt { get; private set; }

    /// <summary>Why the token fired first.</summary>
    public StopCause Cause { get; private set; }

    /// <summary>What the handler threw, for the log; set before the attempt is reported.</summary>
    public Exception? Exception { get; internal set; }

    /// <summary>The activity of its handler's call, for links; default before it returned.</summary>
    public ActivityContext Trace { get; internal set; }

    /// <summary>How long its handler has yet to return after it was told to stop; null: it was not, or may take its time.</summary>
    internal AttemptTimeout? Patience { get; set; }

    /// <summary>Brings its progress to the partition; null before the first report.</summary>
    internal ProgressPump? Pump { get; set; }

    /// <summary>Fires when the attempt is to stop; never disposed before the handler returned.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>The handler's call has ended, whatever was reported before.</summary>
    internal bool HasReturned
    {
        get => Volatile.Read(ref _hasReturned);
        set => Volatile.Write(ref _hasReturned, value);
    }

    /// <summary>It waits no longer for a slot: it has one, or was taken back.</summary>
    internal bool IsAnswered => Volatile.Read(ref _entry) != Waits;

    /// <summary>It was taken back before it had a slot.</summary>
    internal bool IsTakenBack => Volatile.Read(ref _entry) == TakenBack;

    /// <summary>The last progress.</summary>
    public (double? Percent, string? Message) Progress
    {
        get
        {
            lock (_gate)
                return (_percent, _message);
        }
    }

    /// <summary>Marks the handler as entered, unless the attempt is to stop or <paramref name="refused"/> says no.</summary>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="refused">The last look, for example at whether the queue is paused.</param>
    public bool TryBegin(long now, Func<AttemptControl, bool> refused)
    {
        ArgumentNullException.ThrowIfNull(refused);
        lock (_gate)
        {
            if (Cause != StopCause.None || refused(this))
                return false;
            BegunAt = now;
            return true;
        }
    }

    /// <summary>Fires the token; an attempt that still waits for a slot is taken back.</summary>
    /// <param name="cause">Why; the first cause stays.</param>
    public void RequestStop(StopCause cause)
    {
        lock (_gate)
        {
            if (Cause != StopCause.None)
                return;
            Cause = cause;
        }

        TakeBack();
        // A handler's callback may block or throw: neither may reach the caller, who may be a grain.
        _ = Task.Factory.StartNew(FireStop, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);
    }

    /// <summary>Takes the attempt back if it still waits for a slot.</summary>
    public bool TryTakeBack() => BegunAt is null && TakeBack();

    /// <summary>Gives it the slot it waits for; false: it was taken back first.</summary>
    internal bool TryEnter()
    {
        if (Interlocked.CompareExchange(ref _entry, HasSlot, Waits) != Waits)
            return false;
        Host?.Entered(this);
        return true;
    }

    /// <summary>True once: whoever gets it says how the attempt ended.</summary>
    internal bool TryConclude() => Interlocked.Exchange(ref _concluded, 1) == 0;

    /// <summary>The handler reports progress.</summary>
    /// <param name="percent">0 to 100.</param>
    /// <param name="message">A sentence, or null to keep the last.</param>
    public void Report(double percent, string? message)
    {
        lock (_gate)
        {
            _percent = percent;
            _message = message is null ? _message : TextCut.AtMost(message, MaxMessageLength);
        }

        Host?.Progressed(this);
    }

    int IAttemptLog.LineBytes => LogLimits.Lines == 0 ? 0 : LogLimits.LineBytes;

    void IAttemptLog.Write(LogLine line)
    {
        lock (_gate)
        {
            if (!_isLogTaken)
                (_log ??= new AttemptLogBuffer(LogLimits)).Add(line);
        }
    }

    /// <summary>What was logged, once and for all: lines that come later are those of nobody.</summary>
    internal LoggedLines? TakeLog()
    {
        lock (_gate)
        {
            _isLogTaken = true;
            return _log?.Take();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private bool TakeBack()
    {
        if (Interlocked.CompareExchange(ref _entry, TakenBack, Waits) != Waits)
            return false;
        Host?.TakenBack(this);
        return true;
    }

    private void FireStop()
    {
        Host?.Stopping(this);
        _stop.Cancel();
    }
}
