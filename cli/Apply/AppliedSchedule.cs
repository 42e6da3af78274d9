using System.Text.Json;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Apply;

/// <summary>What becomes of a declared schedule.</summary>
internal enum ApplyResult
{
    /// <summary>It is new.</summary>
    Created,

    /// <summary>Its definition is another one now.</summary>
    Changed,

    /// <summary>It was so.</summary>
    Unchanged,
}

/// <summary>A declared schedule and what became of it, or what would.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Result">What.</param>
/// <param name="Differences">Its fields that are not as they were.</param>
/// <param name="DryRun">Nothing was stored.</param>
internal sealed record AppliedSchedule(string Id, ApplyResult Result, IReadOnlyList<Difference> Differences, bool DryRun)
{
    public IEnumerable<Line> Lines()
    {
        var tone = Result switch { ApplyResult.Created => Tone.Good, ApplyResult.Changed => Tone.Warning, _ => Tone.Faint };
        yield return new Line().Add(Id, Tone.Strong).Add("  ").Add(Words.Of(Result) + (DryRun && Result != ApplyResult.Unchanged ? " (dry run)" : ""), tone);
        var width = Differences.Count == 0 ? 0 : Differences.Max(difference => Piece.WidthOf(CleanText.Of(difference.Path)));
        foreach (var difference in Differences)
            yield return difference.ToLine(width);
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", Id);
        writer.WriteString("result", Words.Of(Result));
        writer.WriteBoolean("dry_run", DryRun);
        writer.WriteStartArray("changes");
        foreach (var (path, before, after) in Differences)
        {
            writer.WriteStartObject();
            writer.WriteString("path", path);
            writer.WriteString("before", before);
            writer.WriteString("after", after);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
