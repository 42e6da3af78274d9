using JobScheduler.Grains.Storage;
using Xunit;

namespace JobScheduler.Tests.Stores;

/// <summary>Owns a partition the way a partition grain does, one commit after the other.</summary>
internal sealed class PartitionOwner(IPartitionLog log, PartitionHead head)
{
    public PartitionHead Head { get; private set; } = head;

    public static async Task<PartitionOwner> AcquireAsync(IPartitionLog log, int partition = 0, string owner = "n1")
    {
        var acquired = await log.AcquireTermAsync(partition, owner, null, CancellationToken.None);
        Assert.True(acquired.Acquired);
        return new(log, acquired.Head);
    }

    public CommitBatch Batch(params IEnumerable<Mutation> mutations) =>
        new(Head.Term, Head.Seq, Head with { Seq = Head.Seq + 1 }, [.. mutations]);

    public async Task<CommitResult> TryCommitAsync(params IEnumerable<Mutation> mutations)
    {
        var batch = Batch(mutations);
        var result = await log.CommitAsync(batch, CancellationToken.None);
        if (result.Status == CommitStatus.Applied)
            Head = batch.Head;
        return result;
    }

    /// <summary>Commits; anything but Applied fails the test.</summary>
    public async Task CommitAsync(params IEnumerable<Mutation> mutations) =>
        Assert.Equal(CommitResult.Applied, await TryCommitAsync(mutations));

    /// <summary>Commits in as many batches as the limits ask for.</summary>
    public async Task CommitAllAsync(IEnumerable<Mutation> mutations)
    {
        foreach (var chunk in mutations.Chunk(StoreLimits.CommitRows))
            await CommitAsync(chunk);
    }
}
