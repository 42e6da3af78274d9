namespace JobScheduler.Benchmarks.Results;

/// <summary>A place in a table: a text or a figure.</summary>
internal sealed record Cell(string Text, Figure? Figure)
{
    public static implicit operator Cell(string text) => new(text, null);

    public static implicit operator Cell(Figure figure) => new(figure.ToString(), figure);
}
