using System.Diagnostics.CodeAnalysis;

namespace JobScheduler.Embedded;

/// <summary>
/// A timer of one activation. The next period starts when the callback's task has ended, so a timer never overlaps itself; a
/// callback that throws is logged and the timer goes on. It ends with its activation.
/// </summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>
    /// Sets a new due time and period. Called from the timer's own callback, it takes effect when the callback has ended.
    /// </summary>
    /// <param name="dueTime">Time to the next tick; <see cref="Timeout.InfiniteTimeSpan"/> stops the timer.</param>
    /// <param name="period">Time from the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> for one tick only.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative and not infinite, or over 49 days.</exception>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>How a grain timer ticks.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>A timer that does not interleave and does not keep its activation alive.</summary>
    /// <param name="dueTime">See <see cref="DueTime"/>.</param>
    /// <param name="period">See <see cref="Period"/>.</param>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Time to the first tick; zero for at once, <see cref="Timeout.InfiniteTimeSpan"/> for a timer that starts by a change.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Time from the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> for one tick only.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>
    /// Lets a tick begin while calls of the activation wait at an await. Default false: a tick waits like a call (and interleaves
    /// like one in a <see cref="ReentrantAttribute">reentrant</see> class).
    /// </summary>
    public bool Interleave { get; init; }

    /// <summary>Lets a tick count as use, so that a timer faster than the idle age keeps the activation. Default false.</summary>
    public bool KeepAlive { get; init; }
}
