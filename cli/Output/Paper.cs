namespace JobScheduler.Cli.Output;

/// <summary>Writes lines, coloured or not.</summary>
/// <param name="writer">Where to.</param>
/// <param name="colors">Whether tones are shown.</param>
internal sealed class Paper(TextWriter writer, bool colors)
{
    public void Write(Line line)
    {
        WriteOpen(line);
        writer.WriteLine();
    }

    /// <summary>Without the end of the line.</summary>
    public void WriteOpen(Line line)
    {
        if (!colors)
        {
            writer.Write(line.ToString());
            return;
        }

        foreach (var (text, tone) in line.Pieces)
            writer.Write(tone == Tone.Plain || text.Length == 0 ? text : $"\e[{Tones.Code(tone)}m{text}\e[0m");
    }
}
