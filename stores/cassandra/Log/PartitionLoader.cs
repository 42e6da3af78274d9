using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Cassandra.Connection;

namespace JobScheduler.Stores.Cassandra.Log;

/// <summary>
/// Loads what a batch of commands needs. The reads are several, but the partition has one writer and that one waits for them: they see
/// one moment.
/// </summary>
internal sealed class PartitionLoader(StoreParts parts, PartitionReads reads, ScheduleRows schedules)
{
    public async Task<LoadedRows> LoadAsync(int partition, LoadRequest request, PartitionState? state, CancellationToken cancellationToken)
    {
        var loadingKeys = ReadIdempotencyAsync(partition, request.IdempotencyKeys, cancellationToken);
        var loadingLines = reads.ReadKeyLinesAsync(partition, request.ConcurrencyKeys, cancellationToken);
        var loadingSchedules = LoadSchedulesAsync(partition, request, state, cancellationToken);
        var loadingScheduleJobs = FindScheduleJobsAsync(partition, request.ScheduleJobs, cancellationToken);
        var keys = await loadingKeys.ConfigureAwait(false);
        var lines = await loadingLines.ConfigureAwait(false);
        string[] whole = [.. request.JobIds, .. keys.Values.Select(key => key.JobId), .. lines.Values.Select(line => line.Holder).OfType<string>()];
        var loadingJobs = reads.FindJobsAsync(partition, whole, JobDetail.Whole, state, cancellationToken);
        var paged = await reads.FindJobsAsync(
            partition, [.. request.PagedJobIds.Except(whole, StringComparer.Ordinal)], JobDetail.Page, state, cancellationToken).ConfigureAwait(false);
        var loadingPages = lines.Values.Select(line => reads.ReadEntriesAsync(
            partition, line.Line, line.Watermark, long.MaxValue, request.EntriesPerKey, JobDetail.Page, state, cancellationToken)).ToList();
        var pages = await Task.WhenAll(loadingPages).ConfigureAwait(false);
        var jobs = await loadingJobs.ConfigureAwait(false);
        foreach (var (id, job) in paged)
            jobs.Add(id, job);
        return new()
        {
            Jobs = jobs,
            IdempotencyKeys = keys,
            KeyLines = lines.Values.Zip(pages).ToDictionary(each => each.First.Line.Name, each => new LoadedKeyLine(each.First, each.Second), StringComparer.Ordinal),
            Schedules = await loadingSchedules.ConfigureAwait(false),
            ScheduleJobs = await loadingScheduleJobs.ConfigureAwait(false),
        };
    }

    /// <summary>Idempotency keys that are taken.</summary>
    public async Task<Dictionary<(string Scope, string Key), IdempotencyRecord>> ReadIdempotencyAsync(
        int partition, IReadOnlyCollection<(string Scope, string Key)> keys, CancellationToken cancellationToken)
    {
        var rows = await reads.ReadNamesAsync(
            Cql.ReadNamed, partition, RowKind.Idempotency, keys.Select(key => Names.Of(key.Scope, key.Key)), cancellationToken).ConfigureAwait(false);
        return rows.Select(row =>
        {
            var (key, scope) = Names.Split(row.GetValue<string>(0));
            return new IdempotencyRecord(scope, key, row.GetValue<string>(1), Blobs.Text(row.GetValue<byte[]>(2)));
        }).ToDictionary(row => (row.Scope, row.Key));
    }

    private async Task<Dictionary<string, LoadedSchedule>> LoadSchedulesAsync(
        int partition, LoadRequest request, PartitionState? state, CancellationToken cancellationToken)
    {
        var here = request.ScheduleIds.Where(id => LiesHere(id, partition)).Distinct(StringComparer.Ordinal).ToList();
        var removals = state?.Known.Removals ?? 0;
        var found = await schedules.ReadAsync(partition, here, cancellationToken).ConfigureAwait(false);
        state?.Known.AddRead(found.Keys.Select(KnownRows.Schedule), removals);
        var jobs = await Task.WhenAll(
            found.Keys.Select(id => reads.ReadSetAsync(partition, RowKind.ScheduleJobs, id, cancellationToken))).ConfigureAwait(false);
        return found.Values.Zip(jobs).ToDictionary(
            each => each.First.Id,
            each => new LoadedSchedule(each.First, [.. each.Second.Select(member => member.Key).Order(StringComparer.Ordinal).Take(request.JobsPerSchedule)]),
            StringComparer.Ordinal);
    }

    private async Task<IReadOnlySet<ScheduleJobRecord>> FindScheduleJobsAsync(int partition, IReadOnlyCollection<ScheduleJobRecord> asked, CancellationToken cancellationToken)
    {
        var ids = asked.Select(job => job.ScheduleId).Where(id => LiesHere(id, partition)).Distinct(StringComparer.Ordinal).ToList();
        var sets = await Task.WhenAll(
            ids.Select(id => reads.ReadSetAsync(partition, RowKind.ScheduleJobs, id, cancellationToken))).ConfigureAwait(false);
        var stored = ids.Zip(sets).SelectMany(each => each.Second.Select(member => new ScheduleJobRecord(each.First, member.Key))).ToHashSet();
        return asked.Where(stored.Contains).ToHashSet();
    }

    private bool LiesHere(string scheduleId, int partition) => Names.IsText(scheduleId) && Routing.PartitionOf(scheduleId, parts.Partitions) == partition;
}
