namespace JobScheduler.Cli.Output;

/// <summary>Something that is shown as lines.</summary>
internal interface IView
{
    /// <summary>Its lines.</summary>
    /// <param name="width">Cells that may be used; null: as many as it takes.</param>
    IEnumerable<Line> Lines(int? width);
}

/// <summary>
/// Rows under headings, in columns two blanks apart: plain enough for awk. On a terminal the widest columns are cut so that a row stays
/// a line; elsewhere nothing is cut.
/// </summary>
internal sealed class TextTable(params string[] headings) : IView
{
    private const int Gap = 2;
    private const int Least = 12;
    private readonly List<Piece[]> _rows = [];

    public int Count => _rows.Count;

    public TextTable Add(params Piece[] row)
    {
        _rows.Add(row);
        return this;
    }

    public IEnumerable<Line> Lines(int? width)
    {
        var widths = headings.Select((heading, i) => _rows.Select(row => row[i].Width).Append(heading.Length).Max()).ToArray();
        if (width is { } most)
            Shrink(widths, most);
        yield return Row([.. headings.Select(heading => new Piece(heading, Tone.Strong))], widths);
        foreach (var row in _rows)
            yield return Row(row, widths);
    }

    private static Line Row(Piece[] cells, int[] widths)
    {
        var line = new Line();
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = cells[i] with { Text = CleanText.Cut(cells[i].Text, widths[i]) };
            line.Add(cell, i == cells.Length - 1 ? 0 : widths[i] + Gap);
        }

        return line;
    }

    private static void Shrink(int[] widths, int most)
    {
        for (var over = widths.Sum() + Gap * (widths.Length - 1) - most; over > 0; over--)
        {
            // From the last of the widest: identifiers stand first, sentences last.
            var widest = Array.LastIndexOf(widths, widths.Max());
            if (widths[widest] <= Least)
                return;
            widths[widest]--;
        }
    }
}
