using System.Globalization;

namespace JobScheduler.Grains.Core.Cron;

/// <summary>Reads one field after another, from left to right; stops at the first problem. Knows only ASCII, so no culture.</summary>
internal ref partial struct CronParser
{
    private const int MostFields = 7;

    private readonly ReadOnlySpan<char> _text;
    private readonly string _id;
    private CronFields _fields;
    private CronField _field;
    private int _at;
    private int _end;
    private CronError? _error;

    private CronParser(ReadOnlySpan<char> text, string id)
    {
        _text = text;
        _id = id;
    }

    private readonly char Here => _at < _end ? _text[_at] : '\0';

    /// <summary>Reads five, six or seven fields; answers the problem, or null.</summary>
    public static CronError? Read(ReadOnlySpan<char> text, string id, out CronFields fields)
    {
        var parser = new CronParser(text, id);
        parser.ReadFields();
        fields = parser._fields;
        return parser._error;
    }

    public static bool IsBlank(char c) => c is ' ' or '\t';

    private void ReadFields()
    {
        Span<(int Start, int End)> words = stackalloc (int, int)[MostFields];
        var count = Split(words);
        if (count < 0)
        {
            return;
        }

        _fields.Seconds = 1;
        _fields.Years = YearSet.All;
        var field = count == 5 ? CronField.Minute : CronField.Second;
        Span<ulong> set = stackalloc ulong[4];
        for (var i = 0; i < count && _error is null; i++)
        {
            (_at, _end) = words[i];
            _field = field++;
            set.Clear();
            if (ReadField(set))
            {
                Keep(set);
            }
        }
    }

    private int Split(scoped Span<(int Start, int End)> words)
    {
        var count = 0;
        for (var i = 0; i < _text.Length; i++)
        {
            if (IsBlank(_text[i]))
            {
                continue;
            }

            var start = i;
            while (i < _text.Length && !IsBlank(_text[i]))
            {
                i++;
            }

            if (count == MostFields)
            {
                _error = new("expression", start, "at most 7 fields");
                return -1;
            }

            words[count++] = (start, i);
        }

        if (count < 5)
        {
            _error = new("expression", _text.Length, string.Create(
                CultureInfo.InvariantCulture, $"5, 6 or 7 fields separated by spaces, or a nickname such as @daily; there are {count}"));
            return -1;
        }

        return count;
    }

    private void Keep(scoped Span<ulong> set)
    {
        switch (_field)
        {
            case CronField.Second: _fields.Seconds = set[0]; break;
            case CronField.Minute: _fields.Minutes = set[0]; break;
            case CronField.Hour: _fields.Hours = (uint)set[0]; break;
            case CronField.DayOfMonth: _fields.Days.Days = (uint)set[0]; break;
            case CronField.Month: _fields.Months = (uint)set[0]; break;
            case CronField.DayOfWeek: _fields.Days.Weekdays = (uint)(set[0] | (set[0] >> 7)) & 0x7F; break;
            default: _fields.Years = new(set); break;
        }
    }

    /// <summary>A list of entries; false when there was a problem.</summary>
    private bool ReadField(scoped Span<ulong> set)
    {
        if (_field == CronField.DayOfWeek && Here == '+')
        {
            _fields.Days.Both = true;
            _at++;
        }

        var start = _at;
        var restricted = !(Here is '*' or '?' && _at + 1 == _end);
        Restrict(restricted);
        while (true)
        {
            var entry = _at;
            if (!ReadEntry(set))
            {
                return false;
            }

            if (_fields.Days.Nearest != 0 && _field == CronField.DayOfMonth && (entry != start || _at < _end))
            {
                return Fail(entry != start ? entry : _at, "a day with W alone in its field, not in a list");
            }

            if (_at == _end)
            {
                return true;
            }

            if (Here != ',')
            {
                return Fail(_at, "a comma or the end of the field");
            }

            _at++;
        }
    }

    private void Restrict(bool restricted)
    {
        switch (_field)
        {
            case CronField.DayOfMonth: _fields.Days.DaysRestricted = restricted; break;
            case CronField.DayOfWeek: _fields.Days.WeekdaysRestricted = restricted; break;
            case CronField.Year: _fields.YearsRestricted = restricted; break;
        }
    }

    private bool Fail(int position, string expected)
    {
        _error ??= new(_field.Name(), position, expected);
        return false;
    }
}
