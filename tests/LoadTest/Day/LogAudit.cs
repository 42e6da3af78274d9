using System.Text.Json;
using System.Text.RegularExpressions;

namespace JobScheduler.LoadTest.Day;

/// <summary>Reads a silo's log: each line of level Warning or worse must come from what the run did.</summary>
internal sealed partial class LogAudit(Ledger ledger)
{
    private static readonly string[] Bad = ["Warning", "Error", "Critical"];
    private static readonly Dictionary<string, string> Short = new(StringComparer.Ordinal) { ["warn"] = "Warning", ["fail"] = "Error", ["crit"] = "Critical" };
    private readonly List<string> _unexplained = [];

    /// <summary>Lines of these levels.</summary>
    public int Lines { get; private set; }

    /// <summary>Those that nothing explains.</summary>
    public IReadOnlyList<string> Unexplained => _unexplained;

    /// <param name="file">The log.</param>
    /// <param name="restored">The silo goes on from a backup: attempts that ran when it was made are lost there.</param>
    public void Read(string file, bool restored)
    {
        foreach (var (level, text) in Entries(file).Where(entry => Bad.Contains(entry.Level, StringComparer.OrdinalIgnoreCase)))
        {
            Lines++;
            if (!IsExplained(text, restored))
                _unexplained.Add($"{Path.GetFileName(file)}: {level}: {text}");
        }
    }

    private bool IsExplained(string text, bool restored)
    {
        var job = JobId().Match(text);
        if (!job.Success)
            return false;
        var known = ledger.Jobs.GetValueOrDefault(job.Value);
        var failed = text.Contains("http_status_", StringComparison.Ordinal) && known is { Fails: true };
        return failed || (restored && Lost().IsMatch(text));
    }

    /// <summary>JSON has a record on a line; the plain console has a head line, and what is indented below belongs to it.</summary>
    private static IEnumerable<(string Level, string Text)> Entries(string file)
    {
        (string Level, string Text)? open = null;
        foreach (var line in File.ReadLines(file))
        {
            if (open is not null && line.StartsWith(' '))
            {
                open = (open.Value.Level, open.Value.Text + " " + line.Trim());
                continue;
            }

            if (open is { } entry)
                yield return entry;
            open = line.StartsWith('{') ? Json(line) : Plain(line);
        }

        if (open is { } last)
            yield return last;
    }

    private static (string, string)? Json(string line)
    {
        try
        {
            using var record = JsonDocument.Parse(line);
            return record.RootElement.TryGetProperty("level", out var level) ? (level.GetString() ?? "", line) : ("Critical", line);
        }
        catch (JsonException)
        {
            return ("Critical", line); // nothing but records may be on such lines
        }
    }

    private static (string, string)? Plain(string line)
    {
        var head = Head().Match(line);
        if (head.Success)
            return (Short.GetValueOrDefault(head.Groups["level"].Value, ""), line);

        // An unhandled exception is written by the runtime, without a level.
        return line.StartsWith("Unhandled exception", StringComparison.Ordinal) ? ("Critical", line) : null;
    }

    [GeneratedRegex(@"^(\S+ )?(?<level>trce|dbug|info|warn|fail|crit): ")]
    private static partial Regex Head();

    [GeneratedRegex(@"\b[0-9a-f]{4}-[0-9a-z]{14,}\b")]
    private static partial Regex JobId();

    [GeneratedRegex(@"\blost\b")]
    private static partial Regex Lost();
}
