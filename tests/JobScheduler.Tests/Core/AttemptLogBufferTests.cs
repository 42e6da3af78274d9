using JobScheduler.Grains.Jobs;
using Xunit;

namespace JobScheduler.Tests.Core;

public sealed class AttemptLogBufferTests
{
    [Fact]
    public void Take_NothingAdded_IsNull() => Assert.Null(new AttemptLogBuffer(new(200, 1_000)).Take());

    [Theory]
    [InlineData(3, 3, false)]
    [InlineData(4, 3, true)]
    [InlineData(1_000, 3, true)]
    public void Add_MoreLinesThanAllowed_KeepsTheLast(int added, int kept, bool truncated)
    {
        var buffer = new AttemptLogBuffer(new(3, 1_000));
        for (var i = 1; i <= added; i++)
            buffer.Add(Line($"{i}"));
        var log = buffer.Take()!;
        Assert.Equal(Enumerable.Range(added - kept + 1, kept).Select(i => $"{i}"), log.Lines.Select(line => line.Message));
        Assert.Equal(truncated, log.Truncated);
    }

    [Fact]
    public void Add_MoreBytesThanAllowed_DropsWholeLines()
    {
        var buffer = new AttemptLogBuffer(new(200, 10));
        foreach (var message in new[] { "aaaa", "bbbbb", "東", "cc" }) // 4, 5, 3 and 2 bytes
            buffer.Add(Line(message));
        var log = buffer.Take()!;
        Assert.Equal(["bbbbb", "東", "cc"], log.Lines.Select(line => line.Message));
        Assert.True(log.Truncated);
    }

    [Fact]
    public void Add_EmptyLines_AreBoundedByTheirNumber()
    {
        var buffer = new AttemptLogBuffer(new(5, 10));
        for (var i = 0; i < 1_000; i++)
            buffer.Add(Line(""));
        Assert.Equal(5, buffer.Take()!.Lines.Count);
    }

    private static LogLine Line(string message) => new(DateTimeOffset.UnixEpoch, LogLineLevel.Information, message);
}
