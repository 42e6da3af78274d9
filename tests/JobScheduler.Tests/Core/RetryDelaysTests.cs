using FsCheck;
using FsCheck.Fluent;
using JobScheduler.Grains.Core;
using Xunit;

namespace JobScheduler.Tests.Core;

public sealed class RetryDelaysTests
{
    private const double Middle = 0.5;
    private const double Last = 0.999_999_999;

    [Theory]
    [InlineData(1, 1_000)]
    [InlineData(2, 2_000)]
    [InlineData(3, 4_000)]
    [InlineData(9, 256_000)]
    [InlineData(10, 300_000)]
    [InlineData(1_000, 300_000)]
    public void Next_DefaultPolicyInTheMiddleOfItsJitter_DoublesUpToTheCeiling(int failures, long delay) =>
        Assert.Equal(delay, RetryDelays.Next(RetryPolicy.Default, failures, Middle));

    [Theory]
    [InlineData(0.0, 800)]
    [InlineData(0.25, 900)]
    [InlineData(Last, 1_200)]
    public void Next_Draw_PlacesTheDelayInsideTheJitter(double draw, long delay) =>
        Assert.Equal(delay, RetryDelays.Next(RetryPolicy.Default, 1, draw));

    [Fact]
    public void Next_JitterAboveTheCeiling_IsCutAfterwards() =>
        Assert.Equal(300_000, RetryDelays.Next(RetryPolicy.Default, 20, Last));

    [Fact]
    public void Next_None_IsAtOnce() => Assert.Equal(0, RetryDelays.Next(RetryPolicy.None, 1, Middle));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Next_Fixed_IsAlwaysTheSame(int failures) =>
        Assert.Equal(1_500, RetryDelays.Next(RetryPolicy.Fixed(TimeSpan.FromSeconds(1.5)), failures, Last));

    [Fact]
    public void Next_FixedWithJitter_IsNotCutByTheCeiling() => Assert.Equal(
        900_000,
        RetryDelays.Next(new RetryPolicy { Kind = RetryKind.Fixed, Initial = TimeSpan.FromMinutes(10), Jitter = 0.5 }, 1, 1.0));

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(3, 30)]
    [InlineData(4, 30)]
    [InlineData(1_000, 30)]
    public void Next_Explicit_FollowsTheListAndRepeatsTheLast(int failures, long delay)
    {
        var policy = RetryPolicy.Explicit(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(30));
        Assert.Equal(delay, RetryDelays.Next(policy, failures, Last));
    }

    [Fact]
    public void Next_ZeroInitial_StaysZeroForAnyNumber() =>
        Assert.Equal(0, RetryDelays.Next(RetryPolicy.Exponential(TimeSpan.Zero, 100, TimeSpan.FromDays(1), 1), 1_000, Middle));

    [Fact]
    public void Next_AnyExponential_LiesBetweenZeroAndTheCeiling() => Prop.ForAll(
        Gen.Choose(0, 100_000).Zip(Gen.Choose(100, 10_000)).Zip(Gen.Choose(1, 1_000).Zip(Gen.Choose(0, 999))).ToArbitrary(),
        each =>
        {
            var ((initial, factor), (failures, draw)) = each;
            var policy = RetryPolicy.Exponential(TimeSpan.FromMilliseconds(initial), factor / 100.0, TimeSpan.FromMilliseconds(50_000), 0.3);
            var delay = RetryDelays.Next(policy, failures, draw / 1_000.0);
            return delay >= Math.Min(initial * 0.7, 50_000) - 1 && delay <= 50_000;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(10_000, 1)]
    [InlineData(10_001, 2)]
    public void Asked_Ticks_AreRoundedUpToMilliseconds(long ticks, long delay) => Assert.Equal(delay, RetryDelays.Asked(TimeSpan.FromTicks(ticks)));

    [Fact]
    public void Asked_MoreThanADay_IsCut() => Assert.Equal(86_400_000, RetryDelays.Asked(TimeSpan.FromDays(3)));
}
