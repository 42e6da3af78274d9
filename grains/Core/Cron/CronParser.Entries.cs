using System.Globalization;

namespace JobScheduler.Grains.Core.Cron;

// One entry of a list: *, a value, a range, H, each with a step; or one of the forms that only a day field knows.
internal ref partial struct CronParser
{
    private bool ReadEntry(scoped Span<ulong> set)
    {
        var c = Here;
        if (c == '*' || (c == '?' && (_field is CronField.DayOfMonth or CronField.DayOfWeek)))
        {
            _at++;
            return ReadStep(out var step) && Add(set, _field.Min(), _field.Max(), step);
        }

        if ((c | 0x20) == 'h' && _field != CronField.Year)
        {
            _at++;
            return ReadHash(set);
        }

        if ((c | 0x20) == 'l' && _field == CronField.DayOfMonth)
        {
            _at++;
            return ReadLast();
        }

        if (!ReadValue(out var from))
        {
            return false;
        }

        return Here switch
        {
            '-' => ReadRangeEnd(out var to) && ReadRangeOrder(from, to) && ReadStep(out var step) && Add(set, from, to, step),
            '/' => ReadStep(out var step) && Add(set, from, _field.Max(), step),
            'W' or 'w' when _field == CronField.DayOfMonth => Nearest(from),
            'L' or 'l' when _field == CronField.DayOfWeek => LastWeekday(from),
            '#' when _field == CronField.DayOfWeek => ReadNumbered(from),
            _ => Add(set, from, from, 1),
        };
    }

    private bool ReadRangeEnd(out int to)
    {
        _at++;
        return ReadValue(out to);
    }

    private bool ReadRangeOrder(int from, int to) =>
        _field != CronField.Year || to >= from
        || Fail(_at - 4, string.Create(CultureInfo.InvariantCulture, $"a year from {from} to {CronCalendar.LastYear}, as years do not wrap"));

    /// <summary>A number or a name of the field.</summary>
    private bool ReadValue(out int value)
    {
        var start = _at;
        if (char.IsAsciiDigit(Here))
        {
            return (ReadNumber(out value) && value >= _field.Min() && value <= _field.Max()) || Fail(start, _field.Value());
        }

        value = 0;
        var names = _field.ValueNames();
        for (var i = 0; i < names.Length && _at + 3 <= _end; i += 3)
        {
            if (_text.Slice(_at, 3).Equals(names.AsSpan(i, 3), StringComparison.OrdinalIgnoreCase))
            {
                _at += 3;
                value = _field.Min() + (i / 3);
                return true;
            }
        }

        return Fail(start, Expectation());
    }

    private readonly string Expectation() => _field switch
    {
        CronField.DayOfMonth => $"{_field.Value()}, *, L or H",
        CronField.Year => $"{_field.Value()} or *",
        _ => $"{_field.Value()}, * or H",
    };

    /// <summary>Digits; more than four are too many for any field.</summary>
    private bool ReadNumber(out int number)
    {
        number = 0;
        var start = _at;
        while (char.IsAsciiDigit(Here))
        {
            number = Math.Min((number * 10) + (_text[_at++] - '0'), 100_000);
        }

        return _at > start && _at - start <= 4;
    }

    /// <summary>What follows a slash, or 1 where there is none.</summary>
    private bool ReadStep(out int step)
    {
        step = 1;
        if (Here != '/')
        {
            return true;
        }

        var start = ++_at;
        return (ReadNumber(out step) && step >= 1 && step <= _field.Cycle())
            || Fail(start, string.Create(CultureInfo.InvariantCulture, $"a step from 1 to {_field.Cycle()}"));
    }

    /// <summary>Adds every step-th value of a range; a range whose end lies before its start goes on from the lowest value.</summary>
    private readonly bool Add(scoped Span<ulong> set, int from, int to, int step)
    {
        var cycle = _field.Cycle();
        var min = _field.Min();
        var origin = _field == CronField.Year ? min : 0;
        var last = to >= from ? to : to + cycle;
        for (var i = from; i <= last; i += step)
        {
            var value = (to >= from ? i : ((i - min) % cycle) + min) - origin;
            set[value >> 6] |= 1UL << (value & 63);
        }

        return true;
    }

    /// <summary>After H: an own range in parentheses, a step, both or nothing.</summary>
    private bool ReadHash(scoped Span<ulong> set)
    {
        var (from, to) = _field switch
        {
            CronField.DayOfMonth => (1, 28),
            CronField.DayOfWeek => (0, 6),
            _ => (_field.Min(), _field.Max()),
        };
        if (Here == '(')
        {
            _at++;
            if (!ReadValue(out from))
            {
                return false;
            }

            if (Here != '-')
            {
                return Fail(_at, "- and the end of the range");
            }

            if (!ReadRangeEnd(out to))
            {
                return false;
            }

            if (Here != ')')
            {
                return Fail(_at, "a closing parenthesis");
            }

            _at++;
        }

        var stepped = Here == '/';
        if (!ReadStep(out var step))
        {
            return false;
        }

        // With a step the hash chooses where in the first step the values begin, else which single value it is.
        var length = (to >= from ? to : to + _field.Cycle()) - from + 1;
        var hash = CronHash.Of(_id, _field);
        var min = _field.Min();
        var start = from + (int)(hash % (ulong)(stepped ? Math.Min(step, length) : length));
        for (var i = start; i < from + length && (stepped || i == start); i += step)
        {
            var value = i <= _field.Max() ? i : ((i - min) % _field.Cycle()) + min;
            set[0] |= 1UL << value;
        }

        return true;
    }

    /// <summary>After L in the day-of-month field: -n and W, both or neither.</summary>
    private bool ReadLast()
    {
        var before = 0;
        if (Here == '-')
        {
            var start = ++_at;
            if (!ReadNumber(out before) || before is < 1 or > 30)
            {
                return Fail(start, "a number of days before the last, from 1 to 30");
            }
        }

        if ((Here | 0x20) == 'w')
        {
            _at++;
            _fields.Days.Nearest = ~before;
            return true;
        }

        _fields.Days.FromEnd |= 1u << before;
        return true;
    }

    private bool Nearest(int day)
    {
        _at++;
        _fields.Days.Nearest = day;
        return true;
    }

    private bool LastWeekday(int weekday)
    {
        _at++;
        _fields.Days.LastWeekdays |= 1u << (weekday % 7);
        return true;
    }

    private bool ReadNumbered(int weekday)
    {
        var start = ++_at;
        if ((Here | 0x20) == 'l')
        {
            return LastWeekday(weekday);
        }

        if (!ReadNumber(out var k) || k is < 1 or > 5)
        {
            return Fail(start, "which one of the month, from 1 to 5, or L for the last");
        }

        _fields.Days.Nth |= 1UL << ((7 * (k - 1)) + (weekday % 7));
        return true;
    }
}
