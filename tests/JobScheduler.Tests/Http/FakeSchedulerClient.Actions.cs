using System.Text;

namespace JobScheduler.Tests.Http;

/// <content>Lists, changes and queues.</content>
internal sealed partial class FakeSchedulerClient
{
    public Task<Page<JobSummary>> ListAsync(JobQuery query, CancellationToken cancellationToken = default)
    {
        Enter();
        FakeRules.CheckQuery(query);
        lock (_gate)
        {
            Queries.Add(query);
            var matching = _jobs.Values.Select(entry => entry.Job).Where(job => FakeShapes.Matches(job, query.Filter));
            if (query.Order is JobOrder.Due)
                matching = matching.Where(job => job.State is JobState.Scheduled or JobState.Queued);
            var ordered = query.Order is JobOrder.Due ? matching.OrderBy(job => job.RunAt).ThenBy(job => job.JobId, StringComparer.Ordinal)
                : matching.OrderByDescending(job => job.SubmittedAt).ThenByDescending(job => job.JobId, StringComparer.Ordinal);
            return Task.FromResult(Cut<JobSummary>([.. ordered], query.Limit, query.Cursor, FakeShapes.Describe(query)));
        }
    }

    public Task<JobSnapshot> MoveAsync(string jobId, JobMove change, CancellationToken cancellationToken = default)
    {
        Enter();
        FakeRules.CheckMove(change);
        return ActAsync(jobId, job => job.State is JobState.Scheduled or JobState.Queued
            ? job with { RunAt = change.RunAt ?? (change.Delay is { } delay ? Now + delay : job.RunAt), Priority = change.Priority ?? job.Priority }
            : throw new JobStateConflictException(jobId, job.State, "Only a waiting job can be moved."));
    }

    public Task<JobSnapshot> CancelAsync(string jobId, CancellationToken cancellationToken = default) => ActAsync(jobId, job => job.State switch
    {
        JobState.Cancelled => job,
        JobState.Completed or JobState.Failed => throw new JobStateConflictException(jobId, job.State, "The job has ended."),
        JobState.Running => job with { CancelRequestedAt = Now },
        _ => job with { State = JobState.Cancelled, WaitingReason = null, FinishedAt = Now },
    });

    public Task<JobSnapshot> RunNowAsync(string jobId, CancellationToken cancellationToken = default) => ActAsync(jobId, job => job.State switch
    {
        JobState.Scheduled => job with { State = JobState.Queued, WaitingReason = WaitingReason.NoSlot, RunAt = Now },
        JobState.Queued => job,
        _ => throw new JobStateConflictException(jobId, job.State, "The job does not wait."),
    });

    public Task<JobSnapshot> RetryAsync(string jobId, CancellationToken cancellationToken = default) => ActAsync(jobId, job =>
        job.State is JobState.Failed or JobState.Cancelled
            ? job with { State = JobState.Queued, WaitingReason = WaitingReason.NoSlot, AttemptsUsed = 0, FinishedAt = null }
            : throw new JobStateConflictException(jobId, job.State, "The job has neither failed nor been cancelled."));

    public Task<BulkResult> BulkAsync(BulkAction action, BulkRequest request, CancellationToken cancellationToken = default)
    {
        Enter();
        FakeRules.CheckBulk(request);
        lock (_gate)
        {
            Bulks.Add((action, request));
            var (from, to) = FakeShapes.Moves(action);
            var meant = _jobs.Values.Where(entry => from.Contains(entry.Job.State)).ToList();
            var named = request.Ids is { } ids ? meant.Where(entry => ids.Contains(entry.Job.JobId)).ToList()
                : meant.Where(entry => FakeShapes.Matches(entry.Job, request.Filter!)).ToList();
            var worked = named.Take(request.Limit).ToList();
            foreach (var entry in request.DryRun ? [] : worked)
                entry.Set(entry.Job with { State = to, Message = request.Reason });
            var skipped = request.Ids is null ? 0 : request.Ids.Count - named.Count;
            return Task.FromResult(new BulkResult(
                named.Count, true, request.DryRun ? 0 : worked.Count, skipped, named.Count > worked.Count, request.DryRun));
        }
    }

    public Task<Page<QueueSnapshot>> ListQueuesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        Enter();
        FakeRules.CheckLimit(limit);
        lock (_gate)
            return Task.FromResult(Cut<QueueSnapshot>([.. _queues.Values], limit, cursor, "queues"));
    }

    public Task<QueueSnapshot> PauseQueueAsync(
        string queue, string? note = null, string? by = null, CancellationToken cancellationToken = default)
    {
        Enter();
        FakeRules.CheckPause(note, by);
        return Task.FromResult(_queues[queue] = new() { Name = queue, Paused = true, Note = note, PausedBy = by, PausedAt = Now });
    }

    public Task<QueueSnapshot> ResumeQueueAsync(string queue, CancellationToken cancellationToken = default)
    {
        Enter();
        return Task.FromResult(_queues[queue] = new() { Name = queue });
    }

    public Task<StatsSnapshot> GetStatsAsync(CancellationToken cancellationToken = default)
    {
        Enter();
        return Task.FromResult(Stats);
    }

    private Task<JobSnapshot> ActAsync(string jobId, Func<JobSnapshot, JobSnapshot> change)
    {
        Enter();
        lock (_gate)
        {
            if (!_jobs.TryGetValue(jobId, out var entry))
                throw new JobNotFoundException(jobId);
            var changed = change(entry.Job);
            if (!ReferenceEquals(changed, entry.Job))
                entry.Set(changed with { UpdatedAt = Now });
            return Task.FromResult(entry.Job);
        }
    }

    // A cursor is the place in the list behind the list's description, so that it fits no other list.
    private static Page<T> Cut<T>(List<T> all, int limit, string? cursor, string list)
    {
        var from = 0;
        if (cursor is not null)
        {
            var parts = Decode(cursor).Split('\n', 2);
            if (parts.Length != 2 || parts[1] != list || !int.TryParse(parts[0], out from))
                throw new MalformedRequestException(new Dictionary<string, string[]> { ["cursor"] = ["does not belong to this list"] });
        }

        var items = all.Skip(from).Take(limit).ToList();
        var more = from + items.Count < all.Count;
        return new(items, more ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"{from + items.Count}\n{list}")) : null);
    }

    private static string Decode(string cursor)
    {
        var bytes = new byte[cursor.Length];
        return Convert.TryFromBase64String(cursor, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }
}
