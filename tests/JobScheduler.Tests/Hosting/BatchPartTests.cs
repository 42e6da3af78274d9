using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Hosting.Client;
using JobScheduler.Tests.Core;
using Xunit;

namespace JobScheduler.Tests.Hosting;

/// <summary>A batch is split over partitions, and its answers stand where its jobs stood.</summary>
public sealed class BatchPartTests
{
    [Fact]
    public void Split_EmptyBatch_HasNoParts() => Assert.Empty(BatchPart.Split([], _ => 0, 16));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 16)]
    [InlineData(40, 1)]
    [InlineData(40, 3)]
    [InlineData(1000, 16)]
    public void Split_AnyBatch_EachJobIsInItsPartitionInTheBatchsOrder(int jobs, int partitions)
    {
        var (specs, hashes) = Batch(jobs);
        var parts = Split(specs, hashes, partitions);

        Assert.Equal(parts.Select(part => part.Partition).Distinct().Count(), parts.Count);
        Assert.Equal(jobs, parts.Sum(part => part.Specs.Length));
        Assert.All(parts, part =>
        {
            var own = Enumerable.Range(0, jobs).Where(i => Routing.PartitionOf(hashes[i], partitions) == part.Partition).ToArray();
            Assert.Equal(own.Select(i => specs[i]), part.Specs, ReferenceEqualityComparer.Instance);
            Assert.Equal(own.Select(i => hashes[i]), part.Hashes);
            Assert.Equal((part.Partition, own.Length, own.Sum(i => CommitRules.SizeOf(specs[i]))), (part.Share.Partition, part.Share.Commands, part.Share.Bytes));
        });
    }

    // A job without keys is routed by chance: asked twice, it would lie in one partition and have the hash of another in its id.
    [Fact]
    public void Split_HashOfAJob_IsAskedOnce()
    {
        var (specs, _) = Batch(20);
        var asked = new List<JobSpec>();
        var parts = BatchPart.Split(specs, spec => (ushort)(Add(asked, spec) * 12_345), 16);

        Assert.Equal(specs, asked, ReferenceEqualityComparer.Instance);
        Assert.All(parts, part => Assert.All(part.Hashes, hash => Assert.Equal(part.Partition, Routing.PartitionOf(hash, 16))));
    }

    [Fact]
    public void Put_PartsAnsweredInAnyOrder_AnswersStandWhereTheirJobsStood()
    {
        var (specs, hashes) = Batch(50);
        var all = new JobAnswer[specs.Length];
        foreach (var part in Split(specs, hashes, 7).AsEnumerable().Reverse())
            part.Put([.. part.Specs.Select(spec => new JobAnswer { Status = PartitionStatus.Done, JobId = spec.RequestHash })], all);
        Assert.Equal(specs.Select(spec => spec.RequestHash), all.Select(answer => answer.JobId));
    }

    private static List<BatchPart> Split(JobSpec[] specs, ushort[] hashes, int partitions) =>
        BatchPart.Split(specs, spec => hashes[Array.IndexOf(specs, spec)], partitions);

    private static (JobSpec[] Specs, ushort[] Hashes) Batch(int jobs)
    {
        var random = new Random(jobs);
        return (
            [.. Enumerable.Range(0, jobs).Select(i => CoreSpecs.Spec with { RequestHash = $"job {i}" })],
            [.. Enumerable.Range(0, jobs).Select(_ => (ushort)random.Next(1 << 16))]);
    }

    private static int Add(List<JobSpec> asked, JobSpec spec)
    {
        asked.Add(spec);
        return asked.Count;
    }
}
