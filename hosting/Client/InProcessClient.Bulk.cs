using JobScheduler.Grains.Core;
using JobScheduler.Grains.Node;
using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.Client;

/// <content>Bulk work: over ids or over a filter, oldest first, a bounded number a call.</content>
internal sealed partial class InProcessClient
{
    private const int ChangesAtOnce = 200;
    private const long CountUpTo = 100_000;

    public async Task<BulkResult> BulkAsync(BulkAction action, BulkRequest request, CancellationToken cancellationToken = default)
    {
        RequestRules.Check(action, request);
        if (request.Ids is { } ids)
            return await OverIdsAsync(action, request, [.. ids.Distinct(StringComparer.Ordinal)], cancellationToken);
        return BulkActions.Narrowed(action, request.Filter!) is { } filter
            ? await OverFilterAsync(action, request, filter, cancellationToken)
            : new BulkResult(0, true, 0, 0, false, request.DryRun);
    }

    private async Task<BulkResult> OverIdsAsync(BulkAction action, BulkRequest request, string[] ids, CancellationToken cancellationToken)
    {
        var chosen = ids.Take(request.Limit).ToArray();
        if (request.DryRun)
        {
            var matched = 0;
            foreach (var id in chosen)
                matched += await _reader.GetAsync(id, cancellationToken) is { } job && BulkActions.Concerns(action, job) ? 1 : 0;
            return new BulkResult(matched, true, 0, chosen.Length - matched, ids.Length > chosen.Length, true);
        }

        var changed = await ApplyAsync(action, chosen, request.Reason, cancellationToken);
        return new BulkResult(changed, true, changed, chosen.Length - changed, ids.Length > chosen.Length, false);
    }

    private async Task<BulkResult> OverFilterAsync(BulkAction action, BulkRequest request, JobFilter filter, CancellationToken cancellationToken)
    {
        var (matched, exact) = await _calls.ReadAsync(
            () => _store.Queries.CountMatchingAsync(filter, _holder.Node.Now, CountUpTo, cancellationToken), cancellationToken);
        if (request.DryRun)
            return new BulkResult(matched, exact, 0, 0, !exact || matched > request.Limit, true);
        var (seen, changed, passed) = (0, 0, 0);
        var query = new JobQuery { Filter = filter, Order = JobOrder.Oldest, Limit = ChangesAtOnce };
        do
        {
            var page = await _reader.ListAsync(query with { Limit = Math.Min(ChangesAtOnce, request.Limit - seen) }, cancellationToken);
            string[] ids = [.. page.Items.Where(job => BulkActions.Concerns(action, job)).Select(job => job.JobId)];
            seen += ids.Length;
            passed += page.Items.Count - ids.Length;
            changed += await ApplyAsync(action, ids, request.Reason, cancellationToken);
            query = query with { Cursor = page.NextCursor };
        }
        while (query.Cursor is not null && seen < request.Limit);
        matched = Math.Max(matched - passed, seen);
        return new BulkResult(matched, exact, changed, seen - changed, query.Cursor is not null && (!exact || matched > seen), false);
    }

    /// <summary>Changes each job for itself, partition by partition; counts those that were changed.</summary>
    private async Task<int> ApplyAsync(BulkAction action, IReadOnlyList<string> ids, string? reason, CancellationToken cancellationToken)
    {
        await _calls.GrainsAsync(cancellationToken);
        var kind = BulkActions.CommandOf(action);
        var parts = ids
            .Select(id => (Id: id, Known: JobIds.TryGetPartition(id, _holder.Node.Settings.Partitions, out var partition), Partition: partition))
            .Where(entry => entry.Known)
            .ToLookup(entry => entry.Partition, entry => new JobCommand { JobId = entry.Id, Kind = kind, Reason = reason, MustChange = true });
        using var place = _calls.Reserve(submits: false, [.. parts.Select(part => new PendingShare(part.Key, part.Count(), 0))]);
        var answers = await Task.WhenAll(parts.Select(part => ChangeAsync(part.Key, [.. part], place, cancellationToken)));
        var all = answers.SelectMany(part => part).ToList();
        if (all.Find(answer => answer.Status is not (PartitionStatus.Done or PartitionStatus.NotFound or PartitionStatus.StateConflict)) is { } refused)
            throw GrainCalls.Refused(refused.Status, refused.JobId, refused.State, refused.Detail);
        return all.Count(answer => answer.Status == PartitionStatus.Done);
    }

    private Task<JobAnswer[]> ChangeAsync(int partition, JobCommand[] commands, PendingTicket place, CancellationToken cancellationToken) =>
        _calls.CallManyAsync(
            which => _calls.Partition(partition).ChangeAsync(which is null ? commands : Array.ConvertAll(which, i => commands[i])), true, cancellationToken, place);
}
