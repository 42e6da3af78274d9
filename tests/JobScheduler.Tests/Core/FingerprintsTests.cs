using FsCheck;
using FsCheck.Fluent;
using JobScheduler.Grains.Core;
using Xunit;

namespace JobScheduler.Tests.Core;

public sealed class FingerprintsTests
{
    [Fact]
    public void Of_FixedVector_NeverChanges() => Assert.Equal("b12ccac4", Fingerprints.Of("http", "http_status_503", "503 Service Unavailable"));

    [Theory]
    [InlineData("Order 17 is closed", "Order 18 is closed")]
    [InlineData("No file 'a.txt'.", "No file 'some other name.txt'.")]
    [InlineData("Bad id 5f3a-9c", "Bad id 77")]
    [InlineData("Parameter \"x y\" is null", "Parameter \"z\" is null")]
    [InlineData("/tmp/a: 3 bytes left at 10:00:00", "/tmp/b.txt: 4096 bytes left at 23:59")]
    public void Of_MessagesThatDifferInTheirVariableParts_IsTheSame(string one, string other) =>
        Assert.Equal(Fingerprints.Of("t", "c", one), Fingerprints.Of("t", "c", other));

    [Theory]
    [InlineData("t", "c", "Order is closed", "t", "c", "Order is open")]
    [InlineData("t", "c", "m", "u", "c", "m")]
    [InlineData("t", "c", "m", "t", "d", "m")]
    [InlineData("ab", "c", "m", "a", "bc", "m")]
    public void Of_OtherTypeCodeOrWords_Differs(string type, string code, string message, string type2, string code2, string message2) =>
        Assert.NotEqual(Fingerprints.Of(type, code, message), Fingerprints.Of(type2, code2, message2));

    [Fact]
    public void Of_AnyMessage_IsEightHexDigitsAndIgnoresNumbers() => Prop.ForAll<NonNull<string>, int, int>((text, one, other) =>
    {
        var (a, b) = (Fingerprints.Of("t", "c", $"{one} {text.Get}"), Fingerprints.Of("t", "c", $"{other} {text.Get}"));
        return a == b && a.Length == 8 && a.All(char.IsAsciiHexDigitLower);
    }).QuickCheckThrowOnFailure();
}
