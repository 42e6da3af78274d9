using System.Text;

namespace JobScheduler.Grains.Jobs;

/// <summary>How much of what an attempt logs is kept.</summary>
/// <param name="Lines">So many lines; 0: none.</param>
/// <param name="Bytes">So many bytes of their messages, in UTF-8.</param>
public sealed record AttemptLogLimits(int Lines, int Bytes)
{
    // Half of the default size: one line must not push out all others.
    private const int LongestLine = 8 * 1024;

    /// <summary>So many bytes of one message; whoever writes a line cuts it.</summary>
    public int LineBytes => Math.Min(Bytes, LongestLine);
}

/// <summary>The last lines of an attempt's log, whole ones. Not thread-safe.</summary>
/// <param name="limits">How many.</param>
internal sealed class AttemptLogBuffer(AttemptLogLimits limits)
{
    private readonly Queue<(LogLine Line, int Bytes)> _lines = new();
    private int _bytes;
    private bool _truncated;

    /// <summary>Adds a line; the oldest ones leave.</summary>
    public void Add(LogLine line)
    {
        var bytes = Encoding.UTF8.GetByteCount(line.Message);
        _lines.Enqueue((line, bytes));
        _bytes += bytes;
        while (_lines.Count > limits.Lines || _bytes > limits.Bytes)
        {
            _bytes -= _lines.Dequeue().Bytes;
            _truncated = true;
        }
    }

    /// <summary>What there is now; null: no line.</summary>
    public LoggedLines? Take() => _lines.Count == 0 ? null : new LoggedLines(_truncated, [.. _lines.Select(each => each.Line)]);
}
