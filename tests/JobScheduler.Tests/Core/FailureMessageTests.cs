using FsCheck;
using FsCheck.Fluent;
using JobScheduler.Grains.Core;
using Xunit;

namespace JobScheduler.Tests.Core;

public sealed class FailureMessageTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Order is closed", "Order is closed")]
    [InlineData("Order 17 is closed", "Order # is closed")]
    [InlineData("Order #17 is closed", "Order # is closed")]
    [InlineData("  two \t\r\n lines \n", "two lines")]
    [InlineData("-5 degrees, +7.5 %", "# degrees, # %")]
    [InlineData("1,234.5 and 1, 2; 3", "# and #")]
    [InlineData("took 100ms of 16KB on page17, the 3rd", "took #ms of #KB on page#, the #rd")]
    [InlineData("utf8 is not UTF-8", "utf# is not UTF-#")]
    public void WithoutVariableParts_Numbers_AreMarks(string message, string expected) => AssertBecomes(expected, message);

    [Theory]
    [InlineData("Job 550e8400-e29b-41d4-a716-446655440000 is gone.", "Job # is gone.")]
    [InlineData("Job abcdefab-abcd-abcd-abcd-abcdefabcdef is gone", "Job # is gone")]
    [InlineData("{550E8400-E29B-41D4-A716-446655440000}", "{#}")]
    [InlineData("job 07c1-01kb3z5m8q4t7x", "job #")]
    [InlineData("commit deadbeef, not facade or added", "commit #, not facade or added")]
    [InlineData("at 0x7FFE1A2B", "at #")]
    [InlineData("trace 4bf92f3577b34da6a3ce929d0e0e4736", "trace #")]
    public void WithoutVariableParts_HexAndIds_AreMarks(string message, string expected) => AssertBecomes(expected, message);

    [Theory]
    [InlineData("since 2026-12-01T10:00:00.000Z", "since #")]
    [InlineData("since 2026-12-01 10:00:00+02:00.", "since # #.")]
    [InlineData("on 12/01/2026 at 10:00", "on # at #")]
    [InlineData("after 00:00:30.5 (30 s)", "after # (# s)")]
    [InlineData("to 127.0.0.1:8080 refused", "to # refused")]
    public void WithoutVariableParts_TimesAndAddresses_AreMarks(string message, string expected) => AssertBecomes(expected, message);

    [Theory]
    [InlineData("No file 'a b.txt'.", "No file #.")]
    [InlineData("Parameter \"x\" is not `y`", "Parameter # is not #")]
    [InlineData("\u201cx\u201d, \u2018y\u2019 and \u00abz\u00bb", "# and #")]
    [InlineData("can't open 'it's here' now", "can't open # now")]
    [InlineData("an 'open quote", "an 'open quote")]
    [InlineData("the dogs' 'bone'", "the dogs' #")]
    [InlineData("name='x', age=\"7\"", "name=#, age=#")]
    public void WithoutVariableParts_Quotes_AreMarks(string message, string expected) => AssertBecomes(expected, message);

    [Theory]
    [InlineData("/var/lib/jobs.db: no space left", "#: no space left")]
    [InlineData("cannot read C:\\Temp\\a.txt!", "cannot read #!")]
    [InlineData("\\\\server\\share, ~/notes or ../x", "# or #")]
    [InlineData("GET https://example.com/a?b=c#d failed", "GET # failed")]
    [InlineData("path=/tmp/a;", "path=#;")]
    [InlineData("src/app/main.cs and app/main.cs", "# and #")]
    [InlineData("and/or HTTP/1.1 text/plain a / b", "and/or HTTP/# text/plain a / b")]
    public void WithoutVariableParts_Paths_AreMarks(string message, string expected) => AssertBecomes(expected, message);

    [Theory]
    [InlineData("'")]
    [InlineData("a-")]
    [InlineData("/a")]
    [InlineData("'a 1 ")]
    public void WithoutVariableParts_LongOddText_StaysShortWork(string part)
    {
        var message = string.Concat(Enumerable.Repeat(part, 20_000));

        Assert.InRange(FailureMessage.WithoutVariableParts(message).Length, 1, message.Length);
    }

    [Fact]
    public void WithoutVariableParts_AnyText_HasNoDigitAndIsNotLonger() => Prop.ForAll<NonNull<string>>(text =>
    {
        var once = FailureMessage.WithoutVariableParts(text.Get);
        return once.Length <= text.Get.Length && !once.Any(char.IsDigit);
    }).QuickCheckThrowOnFailure();

    private static void AssertBecomes(string expected, string message) => Assert.Equal(expected, FailureMessage.WithoutVariableParts(message));
}
