using JobScheduler.Grains.Core.Cron;
using Xunit;

namespace JobScheduler.Tests.Core.Cron;

public sealed class CronErrorTests
{
    [Theory]
    [InlineData("", "expression", 0)]
    [InlineData("   ", "expression", 3)]
    [InlineData("* * * *", "expression", 7)]
    [InlineData("0 0 0 1 1 * 2027 x", "expression", 17)]
    [InlineData("60 0 * * *", "minute", 0)]
    [InlineData("0 24 * * *", "hour", 2)]
    [InlineData("0 0 0 * *", "day_of_month", 4)]
    [InlineData("0 0 32 * *", "day_of_month", 4)]
    [InlineData("0 0 1 0 *", "month", 6)]
    [InlineData("0 0 1 13 *", "month", 6)]
    [InlineData("0 0 1 FOO *", "month", 6)]
    [InlineData("0 0 1 JANUARY *", "month", 9)]
    [InlineData("0 0 * * 8", "day_of_week", 8)]
    [InlineData("60 0 0 * * *", "second", 0)]
    [InlineData("0 0 0 1 1 * 1969", "year", 12)]
    [InlineData("0 0 0 1 1 * 2200", "year", 12)]
    [InlineData("0 0 0 1 1 * 2030-2029", "year", 17)]
    [InlineData("0 0 0 1 1 * H", "year", 12)]
    [InlineData("  5x 0 * * *", "minute", 3)]
    [InlineData("00005 0 * * *", "minute", 0)]
    [InlineData("99999999999999999999 0 * * *", "minute", 0)]
    [InlineData("-5 0 * * *", "minute", 0)]
    [InlineData("1,,2 0 * * *", "minute", 2)]
    [InlineData("1, 0 * * *", "minute", 2)]
    [InlineData(",1 0 * * *", "minute", 0)]
    [InlineData("*,*,61 0 * * *", "minute", 4)]
    [InlineData("*/0 0 * * *", "minute", 2)]
    [InlineData("*/61 0 * * *", "minute", 2)]
    [InlineData("*/ 0 * * *", "minute", 2)]
    [InlineData("*/-1 0 * * *", "minute", 2)]
    [InlineData("0 0 /30 * *", "day_of_month", 4)]
    [InlineData("1-2-3 0 * * *", "minute", 3)]
    [InlineData("1- 0 * * *", "minute", 2)]
    [InlineData("*-5 0 * * *", "minute", 1)]
    [InlineData("? 12 * * *", "minute", 0)]
    [InlineData("0 12 +1 * MON", "day_of_month", 5)]
    [InlineData("0 12 1 * MON,+TUE", "day_of_week", 13)]
    [InlineData("0 12 1 * ++MON", "day_of_week", 10)]
    [InlineData("0 12 1 * +", "day_of_week", 10)]
    [InlineData("0 12 1-15W * *", "day_of_month", 9)]
    [InlineData("0 12 1W,15W * *", "day_of_month", 7)]
    [InlineData("0 12 1,15W * *", "day_of_month", 7)]
    [InlineData("0 12 W * *", "day_of_month", 5)]
    [InlineData("0 12 L-0 * *", "day_of_month", 7)]
    [InlineData("0 12 L-31 * *", "day_of_month", 7)]
    [InlineData("0 12 L3 * *", "day_of_month", 6)]
    [InlineData("0 12 5L * *", "day_of_month", 6)]
    [InlineData("L 12 * * *", "minute", 0)]
    [InlineData("0 12 * * L", "day_of_week", 9)]
    [InlineData("0 12 * * 5#0", "day_of_week", 11)]
    [InlineData("0 12 * * 5#6", "day_of_week", 11)]
    [InlineData("0 12 * * 5#", "day_of_week", 11)]
    [InlineData("0 12 * * MON-FRI#2", "day_of_week", 16)]
    [InlineData("H( 0 * * *", "minute", 2)]
    [InlineData("H(0 0 * * *", "minute", 3)]
    [InlineData("H(0-29 0 * * *", "minute", 6)]
    [InlineData("H(0-60) 0 * * *", "minute", 4)]
    [InlineData("H/0 0 * * *", "minute", 2)]
    [InlineData("H-5 0 * * *", "minute", 1)]
    [InlineData("0 0 * *\n* *", "month", 7)]
    [InlineData("0 0 * * \u0660", "day_of_week", 8)]
    [InlineData("@Daily", "expression", 0)]
    [InlineData("@fortnightly", "expression", 0)]
    [InlineData(" @", "expression", 1)]
    [InlineData("@daily 0 0 * * *", "expression", 7)]
    [InlineData("@every", "expression", 6)]
    [InlineData("@every ", "expression", 6)]
    [InlineData("@every 5", "expression", 8)]
    [InlineData("@every 5x", "expression", 8)]
    [InlineData("@every 5m 3", "expression", 9)]
    [InlineData("@every PT5M", "expression", 7)]
    [InlineData("@every 1h-5m", "expression", 9)]
    [InlineData("@every 0s", "expression", 7)]
    [InlineData("@every 999ms", "expression", 7)]
    [InlineData("@every 3651d", "expression", 7)]
    [InlineData("@every 99999999999999999999d", "expression", 7)]
    public void TryParse_WrongText_NamesFieldAndPosition(string text, string field, int position)
    {
        Assert.False(CronExpression.TryParse(text, "id", out var expression, out var error));
        Assert.Null(expression);
        Assert.Equal((field, position), (error.Field, error.Position));
        Assert.NotEmpty(error.Expected);
    }

    [Theory]
    [InlineData("61 * * * *", "minute, position 0: expected a number from 0 to 59")]
    [InlineData("x * * * *", "minute, position 0: expected a number from 0 to 59, * or H")]
    [InlineData("*/99 * * * *", "minute, position 2: expected a step from 1 to 60")]
    [InlineData("0 0 * * MON-FUN", "day_of_week, position 12: expected a number from 0 to 7 or a name from SUN to SAT")]
    public void Parse_WrongText_SaysWhatWasExpected(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => CronExpression.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void TryParse_LongText_IsRefused()
    {
        var longest = "0 0 * * 1".PadRight(CronExpression.LongestText);
        Assert.True(CronExpression.TryParse(longest, "", out _, out _));
        Assert.False(CronExpression.TryParse(longest + " ", "", out _, out var error));
        Assert.Equal(("expression", CronExpression.LongestText), (error.Field, error.Position));
    }

    [Theory]
    [InlineData("0 0 31 2 *", "It can never fire: from 1970 to 2199 there is no date on day 31 of February.")]
    [InlineData("0 0 30 FEB ?", "It can never fire: from 1970 to 2199 there is no date on day 30 of February.")]
    [InlineData("0 0 0 29 2 * 2023", "It can never fire: from 1970 to 2199 there is no date on day 29 of February in 2023.")]
    [InlineData("0 0 31 4,6 +MON", "It can never fire: from 1970 to 2199 there is no date on day 31 of the month if that is Monday in April and June.")]
    [InlineData("@reboot", "@reboot is not supported: a durable schedule fires at times, and the start of a process is not one.")]
    public void CanEverFire_Impossible_SaysWhy(string cron, string expected)
    {
        var expression = CronExpression.Parse(cron);
        Assert.False(expression.CanEverFire(out var reason));
        Assert.Equal(expected, reason);
        Assert.False(expression.In(CronZone.Utc).CanEverFire(out reason));
        Assert.Equal(expected, reason);
        Assert.Null(expression.In(CronZone.Utc).Next(0));
    }

    [Fact]
    public void CanEverFire_OnlyDateSkippedByTheZone_SaysSo()
    {
        var recurrence = CronTimes.Recurrence("0 * * 30 12 * 2011", "Pacific/Apia");
        Assert.False(recurrence.CanEverFire(out var reason));
        Assert.Equal("The only times that it names do not exist in Pacific/Apia.", reason);
    }

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("")]
    [InlineData("../etc/passwd")]
    [InlineData("right/Europe/Berlin")]
    [InlineData("Europe/Berlin ")]
    [InlineData("Europe")]
    public void TryGet_UnknownZone_NamesIt(string id)
    {
        Assert.False(CronZone.TryGet(id, out _, out var error));
        Assert.Contains($"'{id}'", error, StringComparison.Ordinal);
    }
}
