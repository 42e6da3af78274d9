namespace JobScheduler.Grains.Node;

/// <summary>
/// Keeps one cause that many partitions meet again and again (a full disk, a store that is away) from flooding the log: the first
/// report of a problem is worth a line, then one a minute with the number of those left out, and one when it is over. Thread-safe.
/// </summary>
/// <param name="clock">Measures the minute.</param>
/// <param name="every">How long a problem that goes on is not mentioned again, usually a minute; zero: every report is worth a line.</param>
public sealed class RepeatedProblems(TimeProvider clock, TimeSpan every)
{
    /// <summary>What operators get.</summary>
    public static readonly TimeSpan UsualEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Problem> _problems = [];
    private volatile bool _open;

    /// <summary>Whether a problem was reported by a line and has not been ended: a read without a lock, for paths that are always taken.</summary>
    public bool IsOpen => _open;

    /// <summary>Whether this report is worth a line.</summary>
    /// <param name="problem">What it is: one of a few names, never a text that varies.</param>
    /// <param name="leftOut">Reports of it since its last line that were not.</param>
    public bool IsNews(string problem, out long leftOut)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (!_problems.TryGetValue(problem, out var known))
                _problems.Add(problem, known = new Problem { Since = now });
            else if (clock.GetElapsedTime(known.Line, now) < every)
            {
                known.LeftOut++;
                leftOut = 0;
                return false;
            }

            if (!known.Open)
                known.Since = now;
            (leftOut, known.LeftOut) = (known.LeftOut, 0);
            (known.Line, known.Open, _open) = (now, true, true);
            return true;
        }
    }

    /// <summary>All is well again. True if a line has said otherwise.</summary>
    /// <param name="lasted">Since the first line of the oldest problem that was open.</param>
    public bool TryEnd(out TimeSpan lasted)
    {
        lock (_gate)
        {
            lasted = TimeSpan.Zero;
            var now = clock.GetTimestamp();
            foreach (var problem in _problems.Values.Where(problem => problem.Open))
            {
                var age = clock.GetElapsedTime(problem.Since, now);
                lasted = age > lasted ? age : lasted;
                problem.Open = false; // but its last line still counts: a problem that comes and goes has its line a minute, too
            }

            var ended = _open;
            _open = false;
            return ended;
        }
    }

    private sealed class Problem
    {
        public long Since { get; set; }

        public long Line { get; set; }

        public long LeftOut { get; set; }

        public bool Open { get; set; }
    }
}
