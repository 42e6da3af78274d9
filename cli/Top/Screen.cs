using System.Text;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Top;

/// <summary>A line of a screen.</summary>
/// <param name="Line">Its text.</param>
/// <param name="IsSelected">It is the one that keys act on.</param>
internal readonly record struct ScreenLine(Line Line, bool IsSelected = false);

/// <summary>
/// A whole terminal for a while: its other screen, without cursor. What was there before comes back when it is disposed, whatever happened
/// in between. Sequences: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
/// </summary>
internal sealed class Screen : IDisposable
{
    private readonly TextWriter _writer;
    private readonly bool _colors;
    private string[] _shown = [];
    private (int Width, int Height) _size;

    public Screen(TextWriter writer, bool colors)
    {
        (_writer, _colors) = (writer, colors);
        _writer.Write("\e[?1049h\e[?25l\e[?7l\e[2J");
    }

    /// <summary>Shows lines; only those are written that are not as they stand there.</summary>
    public void Show(IReadOnlyList<ScreenLine> lines, int width, int height)
    {
        // A terminal that was resized has moved its lines about.
        var whole = _size != (width, height) || _shown.Length != lines.Count;
        _size = (width, height);
        var texts = lines.Select(line => Text(line, width)).ToArray();
        var output = new StringBuilder(whole ? "\e[2J" : "");
        for (var i = 0; i < texts.Length; i++)
        {
            if (whole || texts[i] != _shown[i])
                output.Append($"\e[{i + 1};1H\e[2K{texts[i]}");
        }

        _shown = texts;
        if (output.Length == 0)
            return;
        // Between these two a terminal that can shows nothing half drawn.
        _writer.Write($"\e[?2026h{output}\e[?2026l");
        _writer.Flush();
    }

    /// <summary>The next time all is drawn: something else wrote there.</summary>
    public void Forget() => _shown = [];

    public void Dispose()
    {
        _writer.Write("\e[?7h\e[?25h\e[?1049l");
        _writer.Flush();
    }

    private string Text(ScreenLine line, int width)
    {
        var text = new StringBuilder();
        var left = width;
        foreach (var (part, tone) in line.Line.Pieces)
        {
            var fitting = CleanText.Cut(part, Math.Max(0, left));
            left -= Piece.WidthOf(fitting);
            text.Append(_colors && tone != Tone.Plain && !line.IsSelected && fitting.Length > 0 ? $"\e[{Tones.Code(tone)}m{fitting}\e[0m" : fitting);
        }

        return _colors && line.IsSelected ? $"\e[7m{text}{new string(' ', Math.Max(0, left))}\e[0m" : text.ToString();
    }
}
