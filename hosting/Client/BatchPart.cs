using JobScheduler.Grains.Core;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Hosting.Client;

/// <summary>The jobs of a batch that lie in one partition, in the batch's order.</summary>
internal sealed class BatchPart
{
    private readonly int[] _places;
    private int _count;
    private long _bytes;

    private BatchPart(int partition, int jobs)
    {
        Partition = partition;
        (Specs, Hashes, _places) = (new JobSpec[jobs], new ushort[jobs], new int[jobs]);
    }

    public int Partition { get; }

    public JobSpec[] Specs { get; }

    /// <summary>The hashes of their routing keys.</summary>
    public ushort[] Hashes { get; }

    /// <summary>What the partition is asked for.</summary>
    public PendingShare Share => new(Partition, _count, _bytes);

    /// <summary>Splits a batch.</summary>
    /// <param name="specs">The batch.</param>
    /// <param name="hashOf">The hash of a job's routing key; asked once for each.</param>
    /// <param name="partitions">Number of partitions of the store.</param>
    public static List<BatchPart> Split(IReadOnlyList<JobSpec> specs, Func<JobSpec, ushort> hashOf, int partitions)
    {
        var hashes = new ushort[specs.Count];
        var counts = new int[partitions];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = hashOf(specs[i]);
            counts[Routing.PartitionOf(hashes[i], partitions)]++;
        }

        var parts = new BatchPart?[partitions];
        for (var i = 0; i < hashes.Length; i++)
        {
            var partition = Routing.PartitionOf(hashes[i], partitions);
            (parts[partition] ??= new BatchPart(partition, counts[partition])).Add(specs[i], hashes[i], i);
        }

        return [.. parts.OfType<BatchPart>()];
    }

    /// <summary>Submits them, or those of these places.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="which">Places within this part; null: all.</param>
    public Task<JobAnswer[]> SubmitAsync(IPartitionGrain partition, int[]? which) => which is null
        ? partition.SubmitManyAsync(Specs, Hashes)
        : partition.SubmitManyAsync(Array.ConvertAll(which, i => Specs[i]), Array.ConvertAll(which, i => Hashes[i]));

    /// <summary>Puts the partition's answers where the jobs stood in the batch.</summary>
    public void Put(JobAnswer[] answers, JobAnswer[] all)
    {
        for (var i = 0; i < _count; i++)
            all[_places[i]] = answers[i];
    }

    private void Add(JobSpec spec, ushort hash, int place)
    {
        (Specs[_count], Hashes[_count], _places[_count]) = (spec, hash, place);
        _count++;
        _bytes += CommitRules.SizeOf(spec);
    }
}
