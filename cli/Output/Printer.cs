using System.Text.Json;

namespace JobScheduler.Cli.Output;

/// <summary>Writes a command's data to standard output, in the format that was asked for.</summary>
internal sealed class Printer(Terminal terminal, OutputFormat format, LiveLine live)
{
    private readonly Paper _paper = new(terminal.Output, terminal.HasOutputColors);

    public OutputFormat Format => format;

    /// <summary>For people, not for programs.</summary>
    public bool IsTable => format == OutputFormat.Table;

    /// <summary>Writes one document.</summary>
    /// <param name="json">As the API answered it.</param>
    /// <param name="view">The same for people.</param>
    public void Write(ReadOnlyMemory<byte> json, Func<IView> view)
    {
        live.Erase();
        if (IsTable)
        {
            Write(view());
            return;
        }

        using var document = JsonDocument.Parse(json);
        terminal.Output.WriteLine(format == OutputFormat.Json ? JsonOutput.Indented(document.RootElement) : YamlOutput.Of(document.RootElement));
        terminal.Output.Flush();
    }

    /// <summary>Writes one document of a row of them, as soon as it is there: a line of JSON, or a YAML document.</summary>
    public void WriteNext(ReadOnlyMemory<byte> json, Func<Line> line)
    {
        live.Erase();
        if (IsTable)
        {
            Write(line());
            return;
        }

        using var document = JsonDocument.Parse(json);
        terminal.Output.WriteLine(format == OutputFormat.Json ? JsonOutput.OnOneLine(document.RootElement) : "---\n" + YamlOutput.Of(document.RootElement));
        terminal.Output.Flush();
    }

    /// <summary>Writes a line for people.</summary>
    public void Write(Line line)
    {
        live.Erase();
        _paper.Write(line);
        terminal.Output.Flush();
    }

    /// <summary>Writes words, one a line, in no other format: for other commands.</summary>
    public void WriteWords(IEnumerable<string> words)
    {
        live.Erase();
        foreach (var word in words)
            terminal.Output.WriteLine(word);
        terminal.Output.Flush();
    }

    private void Write(IView view)
    {
        foreach (var line in view.Lines(terminal.IsOutputTerminal ? terminal.Size().Width : null))
            _paper.Write(line);
        terminal.Output.Flush();
    }
}
