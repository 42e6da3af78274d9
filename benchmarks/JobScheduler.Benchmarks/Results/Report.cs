using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobScheduler.Benchmarks.Results;

/// <summary>The tables of a suite; each is printed when it is complete, and the files are written anew, so that a run that breaks off leaves what it has.</summary>
internal sealed class Report(string suite, string description, string folder, IReadOnlyList<string> conditions)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly List<Table> _tables = [];
    private readonly JsonObject _details = [];
    private CpuTimes? _measuringSince = CpuTimes.Now();
    private bool _measuring = true; // since the last table of figures
    private string? _steal;

    /// <summary>What must not have been; the program's exit code is then 1.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Called before each measurement: what the host takes from now on belongs to the next table of figures.</summary>
    public void Measuring()
    {
        if (!_measuring)
            (_measuringSince, _measuring) = (CpuTimes.Now(), true);
    }

    /// <summary>A table of figures also says what the host took while they were measured; tables of the same measurements say the same.</summary>
    public async Task AddAsync(Table table)
    {
        if (table.HasFigures)
            NoteSteal(table);
        _tables.Add(table);
        Console.WriteLine();
        Console.WriteLine(table.ToMarkdown(conditions));
        await WriteAsync();
    }

    /// <summary>Something for the JSON file alone.</summary>
    public void Detail(string name, JsonNode value) => _details[name] = value;

    private void NoteSteal(Table table)
    {
        if (_measuring && _measuringSince is { } since && CpuTimes.Now() is { } now)
            _steal = string.Create(CultureInfo.InvariantCulture, $"steal: the host took {now.StolenSince(since):P1} of the CPU time while this was measured");
        _measuring = false;
        if (_steal is not null)
            table.Note(_steal);
    }

    private async Task WriteAsync()
    {
        Directory.CreateDirectory(folder);
        var json = new JsonObject
        {
            ["suite"] = suite,
            ["description"] = description,
            ["conditions"] = new JsonArray([.. conditions.Select(line => (JsonNode)JsonValue.Create(line))]),
            ["tables"] = new JsonArray([.. _tables.Select(table => (JsonNode)table.ToJson())]),
            ["details"] = _details.DeepClone(),
        };
        await File.WriteAllTextAsync(Path.Combine(folder, suite + ".json"), json.ToJsonString(Json) + "\n");
        var text = string.Join("\n", _tables.Select(table => table.ToMarkdown(conditions)));
        await File.WriteAllTextAsync(Path.Combine(folder, suite + ".md"), $"# {suite}: {description}\n\n{text}");
    }
}
