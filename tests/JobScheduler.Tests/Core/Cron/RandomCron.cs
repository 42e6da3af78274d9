using System.Globalization;

namespace JobScheduler.Tests.Core.Cron;

/// <summary>Expressions by chance, from a seed: every form of every field but H.</summary>
internal sealed class RandomCron(int seed)
{
    private readonly Random _random = new(seed);

    public string Next(bool withSeconds)
    {
        var hours = _random.Next(3) == 0 ? "*" : Field(0, 23, wraps: true);
        var text = $"{Minutes()} {hours} {DaysOfMonth()} {Months()} {DaysOfWeek()}";
        return withSeconds ? $"{Minutes()} {text}{(_random.Next(4) == 0 ? " " + Years() : "")}" : text;
    }

    /// <summary>Midnight of the days that the day, month and year fields name.</summary>
    public string NextDates() => $"0 0 0 {DaysOfMonth()} {Months()} {DaysOfWeek()} {(_random.Next(3) == 0 ? Years() : "*")}";

    public int Below(int end) => _random.Next(end);

    private string Minutes() => _random.Next(4) == 0 ? "*" : Field(0, 59, wraps: true);

    private string Months() => _random.Next(3) switch
    {
        0 => Field(1, 12, wraps: true),
        1 => _random.Next(2) == 0 ? "MAR,OCT" : "sep-Apr",
        _ => "*",
    };

    private string Years() => _random.Next(3) switch { 0 => "*/2", 1 => "1970-2199/3", _ => $"{Number(1970, 2100)}-{Number(2101, 2199)}" };

    private string DaysOfMonth() => _random.Next(9) switch
    {
        0 or 1 or 2 => "*",
        3 => "?",
        4 => "L",
        5 => $"{Number(1, 31)}W",
        6 => _random.Next(2) == 0 ? "LW" : $"L-{Number(1, 30)}W",
        7 => $"{Number(1, 31)},L-{Number(1, 30)}",
        _ => Field(1, 31, wraps: true),
    };

    private string DaysOfWeek()
    {
        var field = _random.Next(8) switch
        {
            0 or 1 => "*",
            2 => "?",
            3 => $"{Number(0, 7)}#{Number(1, 5)}",
            4 => $"{Number(0, 7)}L,FRI#L",
            5 => "FRI-MON",
            6 => "mon-fri",
            _ => Field(0, 7, wraps: true),
        };
        return _random.Next(4) == 0 ? "+" + field : field;
    }

    private string Field(int min, int max, bool wraps) => string.Join(',', Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Entry(min, max, wraps)));

    private string Entry(int min, int max, bool wraps)
    {
        var (a, b) = (_random.Next(min, max + 1), _random.Next(min, max + 1));
        if (!wraps && a > b)
        {
            (a, b) = (b, a);
        }

        var step = _random.Next(1, Math.Min(max - min, 20) + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{_random.Next(6) switch
        {
            0 => $"*/{step}",
            1 => $"{a}/{step}",
            2 => $"{a}-{b}",
            3 => $"{a}-{b}/{step}",
            _ => $"{a}",
        }}");
    }

    private string Number(int min, int max) => _random.Next(min, max + 1).ToString(CultureInfo.InvariantCulture);
}
