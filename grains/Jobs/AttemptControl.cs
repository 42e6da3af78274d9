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
public sealed class AttemptControl : IDisposable
{
    private const int MaxMessageLength = 1024;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskScheduler _scheduler;
    private double? _percent;
    private string? _message;
    private bool _hasReturned;

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

    /// <summary>When the handler was entered, Unix milliseconds.</summary>
    public long? BegunAt { get; private set; }

    /// <summary>Why the token fired first.</summary>
    public StopCause Cause { get; private set; }

    /// <summary>What the handler threw, for the log; set before the attempt is reported.</summary>
    public Exception? Exception { get; internal set; }

    /// <summary>The activity of its handler's call, for links; default before it returned.</summary>
    public ActivityContext Trace { get; internal set; }

    /// <summary>The call of a handler that was given up before it returned; null if it was not.</summary>
    internal Task<HandlerResult?>? Abandoned { get; set; }

    /// <summary>Fires when the attempt is to stop; never disposed before the handler returned.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>The handler's call has ended, whatever was reported before.</summary>
    internal bool HasReturned
    {
        get => Volatile.Read(ref _hasReturned);
        set => Volatile.Write(ref _hasReturned, value);
    }

    /// <summary>Its wait for a slot: true it has one, false it was taken back.</summary>
    internal TaskCompletionSource<bool> Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Raised at each progress report of the handler, on its thread.</summary>
    internal Action? Progressed { get; set; }

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
    public bool TryBegin(long now, Func<bool> refused)
    {
        ArgumentNullException.ThrowIfNull(refused);
        lock (_gate)
        {
            if (Cause != StopCause.None || refused())
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

        Entered.TrySetResult(false);
        // A handler's callback may block or throw: neither may reach the caller, who may be a grain.
        _ = Task.Factory.StartNew(_stop.Cancel, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler);
    }

    /// <summary>Takes the attempt back if it still waits for a slot.</summary>
    public bool TryTakeBack() => BegunAt is null && Entered.TrySetResult(false);

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

        Progressed?.Invoke();
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
