using Xunit;

namespace JobScheduler.Tests.Submissions;

public sealed class BatchResolverTests : IDisposable
{
    private readonly ResolverRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Resolve_OneBadEntry_RefusesAllAndSaysSo()
    {
        var error = Assert.Throws<JobValidationException>(
            () => _rig.Batches.Resolve([ResolverRig.Job(), ResolverRig.Job() with { Delay = TimeSpan.FromTicks(-1) }], null));
        Assert.Equal(["jobs[1].delay_ms"], error.Errors.Keys);
        Assert.Equal(["must be between 0 and 315360000000"], error.Errors["jobs[1].delay_ms"]);
        Assert.Equal("1 of 2 jobs was refused, nothing is stored.", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void Resolve_NoneOrTooMany_IsRefused(int count) => Assert.Equal(
        ["jobs"], Assert.Throws<JobValidationException>(() => _rig.Batches.Resolve([.. Enumerable.Repeat(ResolverRig.Job(), count)], null)).Errors.Keys);

    [Fact]
    public void Resolve_KeyOfTheBatch_NumbersEntriesWithoutOne() => Assert.Equal(
        ["k/0", "mine", "k/2"],
        _rig.Batches.Resolve([ResolverRig.Job(), ResolverRig.Job() with { IdempotencyKey = "mine" }, ResolverRig.Job()], "k").Select(s => s.IdempotencyKey));

    [Fact]
    public void Resolve_SameKeyTwiceInOneScope_IsRefused()
    {
        var keyed = ResolverRig.Job() with { IdempotencyKey = "k" };
        var error = Assert.Throws<JobValidationException>(() => _rig.Batches.Resolve([keyed, keyed with { ConcurrencyKey = "c" }, keyed], null));
        Assert.Equal(["is also the key of jobs[0]"], error.Errors["jobs[2].idempotency_key"]);
        Assert.Single(error.Errors);
    }

    [Fact]
    public void Resolve_DerivedKeyThatIsTooLong_IsRefused() => Assert.Equal(
        ["jobs[0].idempotency_key"],
        Assert.Throws<JobValidationException>(() => _rig.Batches.Resolve([ResolverRig.Job()], new string('k', 256))).Errors.Keys);

    [Fact]
    public void Resolve_PayloadOverItsLimit_NamesTheEntry()
    {
        using var rig = new ResolverRig(options: o => o.MaxPayloadBytes = 10);
        var error = Assert.Throws<JobTooLargeException>(() => rig.Batches.Resolve([ResolverRig.Job(), ResolverRig.Job("[1,2,3,4,5,6]")], null));
        Assert.StartsWith("jobs[1].payload has 13 bytes", error.Message, StringComparison.Ordinal);
    }
}
