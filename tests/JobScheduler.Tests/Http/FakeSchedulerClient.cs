using System.Globalization;
using System.Runtime.CompilerServices;
using JobScheduler.Grains.Core;

namespace JobScheduler.Tests.Http;

/// <summary>
/// A scheduler in a dictionary: keeps what is submitted, decides states by the contract, runs nothing. Tests move its jobs on with
/// <see cref="Change"/> and make it refuse with <see cref="Refuse"/>.
/// </summary>
internal sealed partial class FakeSchedulerClient : IJobSchedulerClient
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _jobs = new(StringComparer.Ordinal);
    private readonly Dictionary<(string? Scope, string Key), (string JobId, string Request)> _keys = [];
    private readonly SortedDictionary<string, QueueSnapshot> _queues = new(StringComparer.Ordinal);
    private long _sequence;

    /// <summary>Thrown by every call while it is set.</summary>
    public Exception? Refuse { get; set; }

    /// <summary>Awaited by every submit before it is stored.</summary>
    public Func<CancellationToken, Task> BeforeSubmit { get; set; } = _ => Task.CompletedTask;

    /// <summary>Set when a watch of a job ends.</summary>
    public TaskCompletionSource WatchEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The submissions as they arrived.</summary>
    public List<JobSubmission> Submitted { get; } = [];

    /// <summary>The queries as they arrived.</summary>
    public List<JobQuery> Queries { get; } = [];

    /// <summary>The bulk requests as they arrived.</summary>
    public List<(BulkAction Action, BulkRequest Request)> Bulks { get; } = [];

    public StatsSnapshot Stats { get; set; } = FakeShapes.Stats;

    private static DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Moves a job on and tells its watchers.</summary>
    public JobSnapshot Change(string jobId, Func<JobSnapshot, JobSnapshot> change)
    {
        lock (_gate)
        {
            var entry = _jobs[jobId];
            entry.Set(change(entry.Job) with { UpdatedAt = Now });
            return entry.Job;
        }
    }

    [OverloadResolutionPriority(1)]
    public async Task<SubmitResult> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken = default)
    {
        Enter();
        await BeforeSubmit(cancellationToken);
        var errors = new FakeRules();
        errors.CheckSubmission(submission, "");
        errors.ThrowIfAny();
        lock (_gate)
            return Store(submission);
    }

    public Task<SubmitResult> SubmitAsync<TPayload>(
        TPayload payload, Func<JobSubmission, JobSubmission>? configure = null, CancellationToken cancellationToken = default)
        where TPayload : notnull => throw new NotSupportedException("HTTP has no typed payloads.");

    public Task<IReadOnlyList<BatchEntry>> SubmitBatchAsync(
        IReadOnlyList<JobSubmission> submissions, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        Enter();
        var keyed = submissions.Select((job, i) => job.IdempotencyKey is not null || idempotencyKey is null
            ? job : job with { IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"{idempotencyKey}/{i}") }).ToList();
        FakeRules.CheckBatch(keyed);
        lock (_gate)
            return Task.FromResult<IReadOnlyList<BatchEntry>>([.. keyed.Select(Store).Select(r => new BatchEntry(r.Job.JobId, r.Created))]);
    }

    public Task<JobSnapshot?> GetAsync(string jobId, CancellationToken cancellationToken = default)
    {
        Enter();
        lock (_gate)
            return Task.FromResult(_jobs.TryGetValue(jobId, out var entry) ? entry.Job : null);
    }

    public async Task<JobStatusSnapshot?> GetStatusAsync(string jobId, CancellationToken cancellationToken = default) =>
        await GetAsync(jobId, cancellationToken) is { } job ? new(job.JobId, job.State, job.ProgressPercent, job.Message, job.UpdatedAt) : null;

    public async Task<JobSnapshot> WaitAsync(string jobId, CancellationToken cancellationToken = default)
    {
        await foreach (var _ in WatchAsync(jobId, cancellationToken))
        {
        }

        return await GetAsync(jobId, cancellationToken) ?? throw new JobNotFoundException(jobId);
    }

    public async IAsyncEnumerable<JobEvent> WatchAsync(string jobId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Enter();
        using var ended = new Ending(WatchEnded);
        JobState? last = null;
        while (true)
        {
            JobSnapshot job;
            Task changed;
            long revision;
            lock (_gate)
            {
                var entry = _jobs.GetValueOrDefault(jobId) ?? throw new JobNotFoundException(jobId);
                (job, changed, revision) = (entry.Job, entry.Changed.Task, entry.Revision);
            }

            var kind = last == job.State ? JobEventKind.Progress : JobEventKind.State;
            last = job.State;
            yield return new() { Id = revision.ToString(CultureInfo.InvariantCulture), Kind = kind, Job = job, At = job.UpdatedAt };
            if (job.IsTerminal)
                yield break;
            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Enter()
    {
        if (Refuse is { } refusal)
            throw refusal;
    }

    private SubmitResult Store(JobSubmission submission)
    {
        Submitted.Add(submission);
        var request = FakeShapes.Canonical(submission);
        var scoped = (submission.ConcurrencyKey, submission.IdempotencyKey ?? "");
        if (submission.IdempotencyKey is not null && _keys.TryGetValue(scoped, out var known))
        {
            return known.Request == request
                ? new(_jobs[known.JobId].Job, false)
                : throw new IdempotencyConflictException(known.JobId, "The key belongs to a different request.");
        }

        var hash = Routing.HashOfKeys(submission.ConcurrencyKey, submission.IdempotencyKey) ?? 7;
        var jobId = JobIds.Create(hash, Now.ToUnixTimeMilliseconds(), ++_sequence);
        var job = FakeShapes.Accept(submission, jobId, Now);
        _jobs.Add(jobId, new(job));
        if (submission.IdempotencyKey is not null)
            _keys.Add(scoped, (jobId, request));
        return new(job, true);
    }

    private sealed class Ending(TaskCompletionSource ended) : IDisposable
    {
        public void Dispose() => ended.TrySetResult();
    }

    private sealed class Entry(JobSnapshot job)
    {
        public JobSnapshot Job { get; private set; } = job;

        public long Revision { get; private set; }

        public TaskCompletionSource Changed { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Set(JobSnapshot job)
        {
            Job = job;
            Revision++;
            Changed.SetResult();
            Changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
