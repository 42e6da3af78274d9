using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Log;

namespace JobScheduler.Stores.Cassandra.Queries;

/// <summary>Finds jobs by id over all partitions, for readers who own none.</summary>
internal sealed class JobLookup(StoreParts parts, PartitionReads reads)
{
    /// <summary>A job with its older attempts, or null.</summary>
    public async Task<StoredJob?> GetAsync(string jobId, CancellationToken cancellationToken)
    {
        if (!JobIds.TryGetPartition(jobId, parts.Partitions, out var partition))
            return null;
        var live = await parts.Jobs.ReadLiveAsync(partition, [jobId], brief: false, cancellationToken).ConfigureAwait(false);
        if (live.TryGetValue(jobId, out var row))
            return await ToJobAsync(
                row, await parts.Jobs.ReadAttemptsAsync(partition, jobId, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        var old = await parts.History.ReadAsync([jobId], brief: false, cancellationToken).ConfigureAwait(false);
        return old.TryGetValue(jobId, out row) ? await ToJobAsync(row, row.Attempts, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>What was logged in an attempt, or null.</summary>
    public async Task<LoggedLines?> GetLogAsync(string jobId, int attempt, CancellationToken cancellationToken) =>
        JobIds.TryGetPartition(jobId, parts.Partitions, out var partition)
            ? await parts.Logs.ReadAsync(partition, jobId, attempt, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>Jobs as lists show them, in the order asked for; null: it is gone.</summary>
    public async Task<IReadOnlyList<JobRecord?>> FindAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(ids.GroupBy(id => JobIds.TryGetPartition(id, parts.Partitions, out var partition) ? partition : -1)
            .Where(part => part.Key >= 0)
            .Select(part => reads.FindJobsAsync(part.Key, [.. part], JobDetail.List, null, cancellationToken))).ConfigureAwait(false);
        var jobs = found.SelectMany(part => part.Values).ToDictionary(job => job.JobId, StringComparer.Ordinal);
        return [.. ids.Select(id => jobs.GetValueOrDefault(id))];
    }

    private async Task<StoredJob> ToJobAsync(StoredRow row, IReadOnlyList<byte[]> attempts, CancellationToken cancellationToken) =>
        new(await parts.Jobs.ToRecordAsync(
            row, JobDetail.Whole, cancellationToken).ConfigureAwait(false), [.. attempts.Select(body => RowCodec.ReadAttempt(body))]);
}
