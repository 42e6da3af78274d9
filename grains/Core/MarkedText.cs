using System.Text;

namespace JobScheduler.Grains.Core;

/// <summary>A text with marks, in which marks that only punctuation joins are one.</summary>
/// <param name="capacity">About how long it becomes.</param>
internal sealed class MarkedText(int capacity)
{
    private const string Joints = "-:.,+/_\\";
    private readonly StringBuilder _text = new(capacity);

    public void Append(char c) => _text.Append(c);

    public void Append(ReadOnlySpan<char> text) => _text.Append(text);

    /// <summary>A blank, unless there is one.</summary>
    public void Blank()
    {
        if (_text.Length > 0 && _text[^1] != ' ')
            _text.Append(' ');
    }

    /// <summary>A mark, unless it would only go on from the one before it; a sign is part of it.</summary>
    public void Mark()
    {
        if (EndsWithMark(0))
            return;
        if (_text.Length > 1 && Joints.Contains(_text[^1], StringComparison.Ordinal) && EndsWithMark(1))
            _text.Length--;
        else if (_text.Length > 2 && _text[^1] == ' ' && _text[^2] is ',' or ';' && EndsWithMark(2))
            _text.Length -= 2;
        else
            MarkAnew();
    }

    public override string ToString() => _text.Length > 0 && _text[^1] == ' ' ? _text.ToString(0, _text.Length - 1) : _text.ToString();

    private void MarkAnew()
    {
        if (_text.Length > 0 && _text[^1] is '-' or '+' && (_text.Length == 1 || !char.IsLetterOrDigit(_text[^2])))
            _text.Length--;
        _text.Append(FailureMessage.Mark);
    }

    private bool EndsWithMark(int before) => _text.Length > before && _text[_text.Length - 1 - before] == FailureMessage.Mark;
}
