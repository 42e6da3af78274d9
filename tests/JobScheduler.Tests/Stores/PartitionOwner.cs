using JobScheduler.Grains.Storage;
using Xunit;

namespace JobScheduler.Tests.Stores;

/// <summary>Owns a partition the way a partition grain does, one commit after the other.</summary>
internal sealed class PartitionOwner(IPartitionLog log, PartitionHead head)
{
    private const int MostTries = 20;

    public PartitionHead Head { get; private set; } = head;

    public static async Task<PartitionOwner> AcquireAsync(IPartitionLog log, int partition = 0, string owner = "n1")
    {
        var acquired = await log.AcquireTermAsync(partition, owner, null, CancellationToken.None);
        Assert.True(acquired.Acquired);
        return new(log, acquired.Head);
    }

    public CommitBatch Batch(params IEnumerable<Mutation> mutations)
    {
        Mutation[] all = [.. mutations];
        var next = all.OfType<InsertJob>().Select(insert => insert.Job.Sequence + 1).DefaultIfEmpty(1).Max();
        return new(Head.Term, Head.Seq, Head with { Seq = Head.Seq + 1, NextSequence = Math.Max(Head.NextSequence, next) }, all);
    }

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

    /// <summary>Commits to a store that is loaded, as often as that takes: after Unknown it acquires again, and the seq says whether the batch was applied.</summary>
    public async Task CommitSurelyAsync(params IEnumerable<Mutation> mutations)
    {
        Mutation[] all = [.. mutations];
        var wanted = Head.Seq + 1;
        for (var tries = 0; Head.Seq < wanted; tries++)
        {
            var result = await TryCommitAsync(all);
            Assert.True(tries < MostTries && result is not { Status: CommitStatus.Fenced } and not { Reason: RejectReason.Conflict or RejectReason.TooLarge }, $"commit {wanted}: {result}");
            if (result.Status == CommitStatus.Unknown)
                Head = await AcquireSurelyAsync();
        }
    }

    private async Task<PartitionHead> AcquireSurelyAsync()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                var acquired = await log.AcquireTermAsync(Head.Partition, Head.Owner, tries == 0 ? Head.Term : null, CancellationToken.None);
                return acquired.Head;
            }
            catch (StoreUnavailableException) when (tries < MostTries)
            {
                // Perhaps raised, perhaps not: nobody else owns the partition, so it is raised again whatever it is now.
            }
        }
    }
}
