using Spectre.Console.Rendering;

namespace JobScheduler.Cli.Output;

/// <summary>A piece of a line.</summary>
/// <param name="Text">Clean text, see <see cref="CleanText"/>.</param>
/// <param name="Tone">Its tone.</param>
internal readonly record struct Piece(string Text, Tone Tone = Tone.Plain)
{
    /// <summary>Cells it takes on a terminal: letters of some scripts take two.</summary>
    public int Width => WidthOf(Text);

    public static int WidthOf(string text) => text.All(char.IsAscii) ? text.Length : new Segment(text).CellCount();

    public static implicit operator Piece(string text) => new(CleanText.Of(text));
}

/// <summary>One line of text with tones.</summary>
internal sealed class Line
{
    private readonly List<Piece> _pieces = [];

    public Line(params Piece[] pieces) => _pieces.AddRange(pieces);

    public static Line Empty { get; } = new();

    public IReadOnlyList<Piece> Pieces => _pieces;

    public int Width => _pieces.Sum(piece => piece.Width);

    public Line Add(string text, Tone tone = Tone.Plain)
    {
        _pieces.Add(new(CleanText.Of(text), tone));
        return this;
    }

    /// <summary>Adds a piece and fills up with blanks.</summary>
    public Line Add(Piece piece, int width)
    {
        _pieces.Add(piece);
        if (piece.Width < width)
            _pieces.Add(new(new string(' ', width - piece.Width)));
        return this;
    }

    public override string ToString() => string.Concat(_pieces.Select(piece => piece.Text)).TrimEnd();
}
