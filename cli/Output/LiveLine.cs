namespace JobScheduler.Cli.Output;

/// <summary>How far something is.</summary>
/// <param name="Text">In words.</param>
/// <param name="Done">Of the whole.</param>
/// <param name="Of">The whole; null: not known.</param>
internal readonly record struct Step(string Text, double Done = 0, double? Of = null);

/// <summary>
/// The last line of a terminal, written over and over: a bar and words. Who writes anything else takes it away first; the next step
/// brings it back. Where standard error is no terminal it is nothing.
/// </summary>
internal sealed class LiveLine(Terminal terminal) : IProgress<Step>
{
    private const int Cells = 24;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly bool _isShown = terminal.IsErrorTerminal && terminal.IsAnsi;
    private readonly Paper _paper = new(terminal.Error, terminal.HasErrorColors);
    private long? _lastShown;
    private bool _stands;

    public void Report(Step value)
    {
        // Thousands of steps a second are not for the eye; the last one is.
        if (_stands && value.Done != value.Of && _lastShown is { } last && terminal.Time.GetElapsedTime(last) < Pause)
            return;
        Show(value);
    }

    public void Show(Step step)
    {
        if (!_isShown)
            return;
        terminal.Error.Write("\r");
        _paper.WriteOpen(Draw(step, terminal.Size().Width - 1));
        terminal.Error.Write("\e[K");
        terminal.Error.Flush();
        (_stands, _lastShown) = (true, terminal.Time.GetTimestamp());
    }

    public void Erase()
    {
        if (!_stands)
            return;
        terminal.Error.Write("\r\e[K");
        terminal.Error.Flush();
        _stands = false;
    }

    private static Line Draw(Step step, int width)
    {
        var line = new Line();
        if (step.Of is > 0 and var whole)
        {
            var share = Math.Clamp(step.Done / whole, 0, 1);
            var full = (int)(share * Cells);
            line.Add(new string('━', full), Tone.Good).Add(new string('━', Cells - full), Tone.Faint).Add($" {Math.Floor(share * 100),3} %  ");
        }

        return line.Add(CleanText.Cut(CleanText.Of(step.Text), Math.Max(0, width - line.Width)));
    }
}
