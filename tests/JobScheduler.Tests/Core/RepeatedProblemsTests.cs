using JobScheduler.Grains.Node;
using Xunit;

namespace JobScheduler.Tests.Core;

public sealed class RepeatedProblemsTests
{
    private readonly ManualTime _clock = new();

    [Fact]
    public void IsNews_SixteenPartitionsEveryTwoSecondsForAnHour_IsALineAMinuteThatCountsTheRest()
    {
        var problems = new RepeatedProblems(_clock, RepeatedProblems.UsualEvery);
        var (lines, counted) = (0, 0L);
        for (var round = 0; round < 1800; round++, _clock.Advance(TimeSpan.FromSeconds(2)))
        {
            for (var partition = 0; partition < 16; partition++)
            {
                if (!problems.IsNews("away", out var leftOut))
                    continue;
                (lines, counted) = (lines + 1, counted + leftOut + 1);
            }
        }

        Assert.Equal(60, lines);
        Assert.Equal((1800 - 30) * 16 + 1, counted); // all of those before the last line, and that
    }

    [Fact]
    public void IsNews_AnotherProblem_HasALineOfItsOwn()
    {
        var problems = new RepeatedProblems(_clock, RepeatedProblems.UsualEvery);
        Assert.True(problems.IsNews("away", out _));
        Assert.True(problems.IsNews("full", out _));
        Assert.False(problems.IsNews("away", out _));
    }

    [Fact]
    public void TryEnd_AfterALine_IsTrueOnceAndSaysHowLongItWas()
    {
        var problems = new RepeatedProblems(_clock, RepeatedProblems.UsualEvery);
        Assert.False(problems.TryEnd(out _));
        problems.IsNews("away", out _);
        _clock.Advance(TimeSpan.FromSeconds(90));
        problems.IsNews("away", out _);
        Assert.True(problems.IsOpen);
        Assert.True(problems.TryEnd(out var lasted));
        Assert.Equal(90, lasted.TotalSeconds);
        Assert.False(problems.IsOpen);
        Assert.False(problems.TryEnd(out _));
    }

    [Fact]
    public void IsNews_ProblemThatComesAndGoesEachSecond_IsAtMostTwoLinesAMinute()
    {
        var problems = new RepeatedProblems(_clock, RepeatedProblems.UsualEvery);
        var lines = 0;
        for (var second = 0; second < 600; second++, _clock.Advance(TimeSpan.FromSeconds(1)))
        {
            lines += problems.IsNews("away", out _) ? 1 : 0;
            lines += problems.TryEnd(out _) ? 1 : 0;
        }

        Assert.Equal(20, lines);
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
