using System.CommandLine;
using System.CommandLine.Parsing;

namespace JobScheduler.Cli.Commands.Shells;

/// <summary>What may follow what was typed.</summary>
internal static class Completions
{
    /// <param name="root">The command tree.</param>
    /// <param name="line">The line up to the cursor, the program's own word first.</param>
    public static IEnumerable<string> Of(Command root, string line)
    {
        var words = CommandLineParser.SplitCommandLine(line).Skip(1).ToList();
        var begun = line.Length > 0 && !char.IsWhiteSpace(line[^1]) && words.Count > 0 ? words[^1] : "";

        // The tree is asked what may stand after the finished words; the begun one only chooses among that.
        var finished = begun.Length > 0 ? words.Take(words.Count - 1) : words;
        var text = string.Concat(finished.Select(word => Quote(word) + " "));
        return root.Parse(text).GetCompletions(text.Length)
            .Select(item => item.InsertText ?? item.Label)
            .Where(word => word.StartsWith(begun, StringComparison.Ordinal) && (begun.Length > 0 || !word.StartsWith('-')))
            .Distinct();
    }

    private static string Quote(string word) => word.Any(char.IsWhiteSpace) ? $"\"{word}\"" : word;
}
