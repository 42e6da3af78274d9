using FsCheck;
using FsCheck.Fluent;
using JobScheduler.Cluster.Assignment;
using Xunit;

namespace JobScheduler.Tests.Cluster;

public sealed class PartitionAssignmentTests
{
    [Fact]
    public void Of_AnySilos_IsEvenToWithinOne() => Check((partitions, silos) =>
    {
        var counts = PartitionAssignment.Of(partitions, silos).CountBy(owner => owner).Select(each => each.Value).ToList();
        counts.AddRange(Enumerable.Repeat(0, silos.Length - counts.Count));
        return counts.Max() - counts.Min() <= 1;
    });

    [Fact]
    public void Of_SilosInAnyOrder_IsTheSame() => Check((partitions, silos) =>
        PartitionAssignment.Of(partitions, silos).SequenceEqual(PartitionAssignment.Of(partitions, silos.Reverse())));

    [Fact]
    public void Of_OneJoins_AboutItsShareMovesAndOfTheRestLittle() => Check((partitions, silos) =>
    {
        var before = PartitionAssignment.Of(partitions, silos);
        var after = PartitionAssignment.Of(partitions, silos.Append("the new one"));
        return before.Zip(after).Count(each => each.First != each.Second) <= (2 * partitions / (silos.Length + 1)) + silos.Length + 1;
    });

    [Fact]
    public void Of_OneLeaves_ItsOwnMoveAndOfTheRestLittle() => Check((partitions, silos) =>
    {
        var before = PartitionAssignment.Of(partitions, silos);
        var after = PartitionAssignment.Of(partitions, silos.Skip(1));
        return silos.Length == 1 ? after.Count == 0
            : before.Zip(after).Count(each => each.First != each.Second) <= (2 * partitions / silos.Length) + silos.Length + 1;
    });

    [Fact]
    public void Of_SixtyFourOverThree_DoesNotChangeWithTheVersion() => Assert.Equal(
        "21 21 22",
        string.Join(' ', PartitionAssignment.Of(64, ["a", "b", "c"]).CountBy(owner => owner).OrderBy(each => each.Value).Select(each => each.Value)));

    private static void Check(Func<int, string[], bool> holds) =>
        Prop.ForAll(
            Gen.Choose(1, 256).SelectMany(partitions => Gen.Choose(1, 24).SelectMany(silos => Gen.Choose(0, 1_000_000).Select(seed => (partitions, silos, seed)))).ToArbitrary(),
            each => holds(each.partitions, [.. Enumerable.Range(0, each.silos).Select(i => $"silo-{each.seed}-{i}")])).QuickCheckThrowOnFailure();
}
