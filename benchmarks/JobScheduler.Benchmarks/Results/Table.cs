using System.Text;
using System.Text.Json.Nodes;

namespace JobScheduler.Benchmarks.Results;

/// <summary>Rows of figures under one heading.</summary>
internal sealed class Table(string title, params string[] columns)
{
    private readonly List<Cell[]> _rows = [];
    private readonly List<string> _notes = [];

    public string Title => title;

    public bool HasFigures => _rows.Exists(row => row.Any(cell => cell.Figure is not null));

    public void Add(params Cell[] cells)
    {
        if (cells.Length != columns.Length)
            throw new ArgumentException($"A row of {title} has {cells.Length} cells, but there are {columns.Length} columns.", nameof(cells));
        _rows.Add(cells);
    }

    /// <summary>A sentence below the table: how it was measured, or what is missing.</summary>
    public void Note(string text) => _notes.Add(text);

    /// <summary>Markdown that is also legible as it is; below it the notes and then what it was measured on.</summary>
    public string ToMarkdown(IEnumerable<string> conditions)
    {
        var widths = columns.Select((name, i) => _rows.Select(row => row[i].Text.Length).Append(name.Length).Max()).ToArray();
        var text = new StringBuilder("## ").AppendLine(title).AppendLine();
        AppendRow(text, widths, columns);
        AppendRow(text, widths, widths.Select(width => new string('-', width)));
        foreach (var row in _rows)
            AppendRow(text, widths, row.Select(cell => cell.Text));
        text.AppendLine();
        foreach (var line in _notes.Concat(conditions))
            text.Append("- ").AppendLine(line);
        return text.ToString();
    }

    public JsonObject ToJson() => new()
    {
        ["title"] = title,
        ["columns"] = Texts(columns),
        ["rows"] = new JsonArray([.. _rows.Select(row => (JsonNode)new JsonArray([.. row.Select(ToJson)]))]),
        ["notes"] = Texts(_notes),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]);

    // JSON has no word for what is not a number.
    private static JsonNode? ToJson(Cell cell) => cell.Figure is not { } figure ? JsonValue.Create(cell.Text) : new JsonObject
    {
        ["median"] = Number(figure.Median),
        ["min"] = Number(figure.Min),
        ["max"] = Number(figure.Max),
        ["unit"] = figure.Unit,
        ["runs"] = new JsonArray([.. figure.Runs.Select(Number)]),
    };

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static void AppendRow(StringBuilder text, int[] widths, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Zip(widths, (cell, width) => cell.PadRight(width))).AppendLine(" |");
}
