using JobScheduler.Grains.Diagnostics;
using Xunit;

namespace JobScheduler.Tests.Core;

public sealed class PayloadTextTests
{
    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "\"…")]
    [InlineData(2, "\"…")]
    [InlineData(3, "\"ä…")]
    [InlineData(5, "\"ä…")]
    [InlineData(7, "\"ä\U0001F600…")]
    [InlineData(8, "\"ä\U0001F600\"")]
    public void Of_SomeBytes_EndsBetweenCharacters(int bytes, string? expected) =>
        Assert.Equal(expected, PayloadText.Of(RawJson.Parse("\"ä\U0001F600\""), bytes));

    [Fact]
    public void Of_NoPayload_IsNull() => Assert.Null(PayloadText.Of(null, 100));
}
