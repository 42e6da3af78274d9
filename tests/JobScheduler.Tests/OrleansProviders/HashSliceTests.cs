using FsCheck;
using FsCheck.Fluent;
using JobScheduler.Orleans.Cassandra;
using Xunit;

namespace JobScheduler.Tests.OrleansProviders;

/// <summary>A range of the ring as slices of buckets.</summary>
public sealed class HashSliceTests
{
    [Fact]
    public void Of_AnyRange_HoldsExactlyItsHashes() =>
        Prop.ForAll(Hashes(), Hashes(), Hashes(), (begin, end, hash) =>
        {
            var inRange = begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
            return HashSlice.Of(begin, end).Count(s => hash >= s.First && hash <= s.Last) == (inRange ? 1 : 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Of_AnyRange_StaysInsideTheBucketsAndIsBounded() =>
        Prop.ForAll(Hashes(), Hashes(), (begin, end) =>
        {
            var slices = HashSlice.Of(begin, end).ToArray();
            return slices.Length <= HashSlice.Buckets + 1
                && slices.All(s => s.First <= s.Last && HashSlice.BucketOf(s.First) == s.Bucket && HashSlice.BucketOf(s.Last) == s.Bucket);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Theory]
    [InlineData(0u, uint.MaxValue, 256)]
    [InlineData(0u, 0u, 257)]
    [InlineData(uint.MaxValue, uint.MaxValue, 256)]
    [InlineData(uint.MaxValue, 0u, 1)]
    [InlineData(5u, 6u, 1)]
    [InlineData(0x00ff_ffffu, 0x0100_0000u, 1)]
    [InlineData(0x00ff_fffeu, 0x0100_0000u, 2)]
    public void Of_EdgesOfTheRing_GivesTheFewestReads(uint begin, uint end, int slices) =>
        Assert.Equal(slices, HashSlice.Of(begin, end).Count());

    /// <summary>Edges of the ring and of buckets as often as anything else.</summary>
    private static Arbitrary<uint> Hashes() => Gen.OneOf(
        Gen.Elements(0u, 1u, uint.MaxValue, uint.MaxValue - 1, 0x00ff_ffffu, 0x0100_0000u, 0x0100_0001u, 0x8000_0000u, 0x7fff_ffffu),
        Gen.Choose(int.MinValue, int.MaxValue).Select(i => unchecked((uint)i))).ToArbitrary();
}
