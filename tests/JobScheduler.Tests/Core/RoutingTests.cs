using FsCheck;
using FsCheck.Fluent;
using JobScheduler.Grains.Core;
using Xunit;

namespace JobScheduler.Tests.Core;

/// <summary>Stored ids depend on these numbers: a vector that has to be changed means that every existing store is broken.</summary>
public sealed class RoutingTests
{
    [Theory]
    [InlineData("", 0xefd0)]
    [InlineData("a", 0x82a2)]
    [InlineData("default", 0xd470)]
    [InlineData("order-17", 0x4d9a)]
    [InlineData("customer/42", 0x3761)]
    [InlineData("Ä€", 0x0c62)]
    [InlineData("東京 🚀", 0xd19f)]
    public void Hash_FixedVector_NeverChanges(string key, int hash) => Assert.Equal(hash, Routing.Hash(key));

    [Fact]
    public void Hash_LongKey_NeverChanges() => Assert.Equal(0x4a02, Routing.Hash(new string('x', 256)));

    [Theory]
    [InlineData("key", "idem", "key")]
    [InlineData(null, "idem", "idem")]
    [InlineData("key", null, "key")]
    public void HashOfKeys_ConcurrencyKeyElseIdempotencyKey_DecidesTheRoute(string? concurrencyKey, string? idempotencyKey, string routed) =>
        Assert.Equal(Routing.Hash(routed), Routing.HashOfKeys(concurrencyKey, idempotencyKey));

    [Fact]
    public void HashOfKeys_NoKey_IsFree() => Assert.Null(Routing.HashOfKeys(null, null));

    [Theory]
    [InlineData(0, 16, 0)]
    [InlineData(0x0fff, 16, 0)]
    [InlineData(0x1000, 16, 1)]
    [InlineData(0xffff, 16, 15)]
    [InlineData(0xffff, 1, 0)]
    [InlineData(0xffff, 65536, 65535)]
    [InlineData(0x8000, 3, 1)]
    public void PartitionOf_FixedVector_IsTheSlice(int hash, int partitions, int partition) =>
        Assert.Equal(partition, Routing.PartitionOf((ushort)hash, partitions));

    [Fact]
    public void PartitionOf_AnyHash_LiesInRangeAndRisesWithTheHash() => Prop.ForAll<ushort, ushort, ushort>((low, high, count) =>
    {
        var partitions = count + 1;
        var (a, b) = (Routing.PartitionOf(Math.Min(low, high), partitions), Routing.PartitionOf(Math.Max(low, high), partitions));
        return a >= 0 && a <= b && b < partitions;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void PartitionOf_ManyKeys_SpreadsThemEvenly()
    {
        var counts = new int[16];
        for (var i = 0; i < 16_000; i++)
            counts[Routing.PartitionOf(Routing.Hash($"customer-{i}"), 16)]++;
        Assert.All(counts, count => Assert.InRange(count, 850, 1150));
    }
}
