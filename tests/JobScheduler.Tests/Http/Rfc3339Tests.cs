using System.Globalization;
using JobScheduler.Http.Requests;
using Xunit;

namespace JobScheduler.Tests.Http;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-12-01T10:00:00Z", "2026-12-01T10:00:00.000Z")]
    [InlineData("2026-12-01t10:00:00z", "2026-12-01T10:00:00.000Z")]
    [InlineData("2026-12-01T10:00:00-00:00", "2026-12-01T10:00:00.000Z")]
    [InlineData("2026-12-01T10:00:00+05:45", "2026-12-01T04:15:00.000Z")]
    [InlineData("2026-12-01T10:00:00-23:59", "2026-12-02T09:59:00.000Z")]
    [InlineData("2026-12-01T10:00:00.1Z", "2026-12-01T10:00:00.100Z")]
    [InlineData("2026-12-01T10:00:00.1230000000000000000Z", "2026-12-01T10:00:00.123Z")]
    [InlineData("2026-12-01T10:00:00.1230000000000000001Z", "2026-12-01T10:00:00.124Z")]
    [InlineData("2026-12-31T23:59:59.9991Z", "2027-01-01T00:00:00.000Z")]
    [InlineData("2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000Z")]
    [InlineData("2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z")]
    [InlineData("0001-01-01T00:00:00+00:01", "0001-01-01T00:00:00.000Z")]
    [InlineData("0000-02-29T00:00:00Z", "0001-01-01T00:00:00.000Z")]
    [InlineData("12345-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z")]
    [InlineData("9999-12-31T23:59:59.99999Z", "9999-12-31T23:59:59.999Z")]
    public void TryParse_Readable_IsTheTimeInUtcRoundedUp(string text, string expected)
    {
        Assert.True(Rfc3339.TryParse(text, out var time));
        Assert.Equal(TimeSpan.Zero, time.Offset);
        Assert.Equal(expected, time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("1900-02-29T00:00:00Z")]
    [InlineData("2026-04-31T00:00:00Z")]
    [InlineData("12345-02-30T00:00:00Z")]
    [InlineData("2026-12-01T10:00:60Z")]
    [InlineData("2026-12-01T10:00:00+1:00")]
    [InlineData("2026-12-01T10:00:00+01:60")]
    [InlineData("2026-335T10:00:00Z")]
    [InlineData("2026-W49-2T10:00:00Z")]
    [InlineData("1234567890-01-01T00:00:00Z")]
    public void TryParse_Unreadable_IsFalse(string text) => Assert.False(Rfc3339.TryParse(text, out _));
}
