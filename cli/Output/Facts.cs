namespace JobScheduler.Cli.Output;

/// <summary>One thing as names and values below one another; a value that is null is left out.</summary>
internal sealed class Facts : IView
{
    private readonly List<(string Name, Piece Value)> _all = [];

    public Facts Add(string name, Piece? value)
    {
        if (value is { } present)
            _all.Add((name, present));
        return this;
    }

    public Facts Add(string name, string? value) => Add(name, value is null ? null : (Piece?)value);

    public IEnumerable<Line> Lines(int? width)
    {
        var names = _all.Count == 0 ? 0 : _all.Max(fact => fact.Name.Length);
        foreach (var (name, value) in _all)
            yield return new Line().Add(new Piece(name, Tone.Faint), names + 2).Add(value, 0);
    }
}

/// <summary>Views below one another, with headings and an empty line between.</summary>
internal sealed class Stack : IView
{
    private readonly List<(string? Heading, IView View)> _all = [];

    public Stack Add(IView view, string? heading = null)
    {
        _all.Add((heading, view));
        return this;
    }

    public IEnumerable<Line> Lines(int? width)
    {
        foreach (var (index, (heading, view)) in _all.Index())
        {
            if (index > 0)
                yield return Line.Empty;
            if (heading is not null)
                yield return new Line(new Piece(heading, Tone.Strong));
            foreach (var line in view.Lines(width))
                yield return line;
        }
    }
}

/// <summary>Lines that are there already.</summary>
internal sealed class TextLines(IEnumerable<Line> lines) : IView
{
    public IEnumerable<Line> Lines(int? width) => lines;
}
