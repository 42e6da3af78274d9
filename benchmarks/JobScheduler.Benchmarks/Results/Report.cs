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

    /// <summary>What must not have been; the program's exit code is then 1.</summary>
    public List<string> Broken { get; } = [];

    public async Task AddAsync(Table table)
    {
        _tables.Add(table);
        Console.WriteLine();
        Console.WriteLine(table.ToMarkdown(conditions));
        await WriteAsync();
    }

    /// <summary>Something for the JSON file alone.</summary>
    public void Detail(string name, JsonNode value) => _details[name] = value;

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
