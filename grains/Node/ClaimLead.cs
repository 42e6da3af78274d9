using JobScheduler.Grains.Core;

namespace JobScheduler.Grains.Node;

/// <summary>
/// How early jobs are claimed: so early that a commit as slow as the slowest of the last seconds, behind another like it, is durable
/// when the job is due. Thread-safe.
/// </summary>
/// <remarks>
/// What is claimed early and not entered is lost when the process dies, and one lost attempt is used up; that is why the lead is short,
/// and no longer than the store's slowness asks for.
/// </remarks>
/// <param name="clock">The monotonic clock.</param>
public sealed class ClaimLead(TimeProvider clock)
{
    /// <summary>No job is claimed earlier, however slow commits are.</summary>
    public const long LongestMs = 50;

    /// <summary>A slow commit counts for so long at least, and twice as long at the most.</summary>
    public static TimeSpan Remembered { get; } = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long _since = clock.GetTimestamp();
    private TimeSpan _slowest;
    private TimeSpan _slowestBefore;

    /// <summary>Milliseconds before its time from which on a job may be claimed.</summary>
    public long Ms
    {
        get
        {
            lock (_gate)
            {
                Age();
                var slowest = _slowest > _slowestBefore ? _slowest : _slowestBefore;
                return Math.Clamp((long)Math.Ceiling(2 * slowest.TotalMilliseconds), PartitionView.LeastLeadMs, LongestMs);
            }
        }
    }

    /// <summary>A commit of this node has ended, well or not.</summary>
    /// <param name="took">From the call to its end.</param>
    public void Committed(TimeSpan took)
    {
        lock (_gate)
        {
            Age();
            if (took > _slowest)
                _slowest = took;
        }
    }

    private void Age()
    {
        var age = clock.GetElapsedTime(_since);
        if (age < Remembered)
            return;
        _slowestBefore = age < 2 * Remembered ? _slowest : TimeSpan.Zero;
        _slowest = TimeSpan.Zero;
        _since = clock.GetTimestamp();
    }
}
