using System.Runtime.CompilerServices;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Storage;
using JobScheduler.Hosting.Runtime;

namespace JobScheduler.Hosting.Client;

/// <summary>Reads jobs as people see them: committed rows, the clock, and what this node runs.</summary>
internal sealed class JobReader(GrainCalls calls, NodeHolder holder, JobStore store, IHandlerInvoker handlers)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AskFor = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);

    public Task<JobSnapshot?> GetAsync(string jobId, CancellationToken cancellationToken) => calls.ReadAsync(
        async () =>
        {
            var stored = await store.Queries.GetJobAsync(jobId, cancellationToken);
            return stored is null ? null : JobSnapshots.Whole(stored.Job, stored.OlderAttempts, View());
        },
        cancellationToken);

    public Task<AttemptLog?> GetLogAsync(string jobId, int attempt, CancellationToken cancellationToken) => calls.ReadAsync(
        async () =>
        {
            if (await store.Queries.GetJobAsync(jobId, cancellationToken) is not { } stored || !Keeps(stored, attempt))
                return null;
            var log = stored.Job.HasLogs ? await store.Queries.GetAttemptLogAsync(jobId, attempt, cancellationToken) : null;
            return new AttemptLog(jobId, attempt, log?.Truncated ?? false, log?.Lines ?? []);
        },
        cancellationToken);

    public Task<Page<JobSummary>> ListAsync(JobQuery query, CancellationToken cancellationToken) => calls.ReadAsync(
        async () =>
        {
            var view = View();
            var page = await store.Queries.ListJobsAsync(query, view.Now, cancellationToken);
            var shown = page.Items.Select(job => JobSnapshots.Summary(job, view));

            // A claimed attempt that was not entered yet shows as queued, so it is not part of a list of running ones.
            if (query.Filter.States.Count > 0)
                shown = shown.Where(job => query.Filter.States.Contains(job.State));
            return new Page<JobSummary>([.. shown], page.NextCursor);
        },
        cancellationToken);

    /// <summary>A job that was certainly stored, once it can be read: it may be on its way to another partition.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="patience">How long to wait for it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The job, or null if it cannot be read by then.</returns>
    public async Task<JobSnapshot?> GetStoredAsync(string jobId, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var enough = new CancellationTokenSource(patience, holder.Node.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellationToken);
        using var watch = holder.Node.Events.Subscribe(jobId);
        try
        {
            while (true)
            {
                if (await GetAsync(jobId, either.Token) is { } job)
                    return job;

                // The partition it goes to tells this node's watchers; one on another node is seen by looking again.
                var told = watch.NextAsync(either.Token);
                await Task.WhenAny(told, Task.Delay(LookAgain, holder.Node.Clock, either.Token));
                either.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>A job's state as lists show it.</summary>
    public JobState StateOf(JobRecord job) => JobSnapshots.Summary(job, View()).State;

    public async Task<JobSnapshot> WaitAsync(string jobId, CancellationToken cancellationToken)
    {
        await calls.GrainsAsync(cancellationToken);
        using var watch = holder.Node.Events.Subscribe(jobId);
        var job = await FindAsync(jobId, cancellationToken);
        while (!job.IsTerminal)
            job = await NextAsync(job, watch, cancellationToken);
        return job;
    }

    public async IAsyncEnumerable<JobEvent> WatchAsync(string jobId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await calls.GrainsAsync(cancellationToken);
        using var watch = holder.Node.Events.Subscribe(jobId);
        JobSnapshot? before = null;
        for (var whole = await FindAsync(jobId, cancellationToken); ; whole = await NextAsync(before, watch, cancellationToken))
        {
            // Kept while the watcher waits, so without what events do not show: a thousand watchers must not hold a thousand payloads.
            var job = whole with { Payload = null, Result = null, Attempts = [] };
            // What changed in between is merged into the newest.
            foreach (var kind in KindsOf(before, job))
                yield return new JobEvent { Id = JobEventIds.Of(job), Kind = kind, Job = job, At = job.UpdatedAt };
            before = job;
            if (job.IsTerminal)
                yield break;
        }
    }

    private async Task<JobSnapshot> FindAsync(string jobId, CancellationToken cancellationToken) =>
        await GetAsync(jobId, cancellationToken) ?? throw new JobNotFoundException(jobId);

    /// <summary>The job after something has perhaps changed. Where its partition is not on this node, the job's grain is asked, wherever that is.</summary>
    private async Task<JobSnapshot> NextAsync(JobSnapshot seen, JobEventHub.Watch watch, CancellationToken cancellationToken)
    {
        while (!holder.Node.Serves(seen.JobId))
        {
            if (await AskAsync(seen, cancellationToken) is { IsTerminal: false } changed)
                return changed;
            var job = await FindAsync(seen.JobId, cancellationToken);
            if (JobEventIds.Of(job) != JobEventIds.Of(seen))
                return job;
        }

        await watch.NextAsync(cancellationToken);
        return await FindAsync(seen.JobId, cancellationToken);
    }

    /// <summary>Null: the store says more, or nothing has changed for a while.</summary>
    private async Task<JobSnapshot?> AskAsync(JobSnapshot seen, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.Job(seen.JobId).WaitAsync(JobEventIds.Of(seen), AskFor).WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(AskAgain, holder.Node.Clock, cancellationToken); // its node is gone: the next call finds another
            return null;
        }
    }

    /// <summary>What watchers are told of a job. A state does not say how far the attempt is, so both may have to be told at once.</summary>
    private static IEnumerable<JobEventKind> KindsOf(JobSnapshot? before, JobSnapshot job)
    {
        var newState = before is null || before.State != job.State || before.WaitingReason != job.WaitingReason || before.Attempt != job.Attempt
            || before.CancelRequestedAt != job.CancelRequestedAt;
        if (newState)
            yield return JobEventKind.State;
        var newProgress = before?.ProgressPercent != job.ProgressPercent || before?.Message != job.Message;
        var hasProgress = job is { State: JobState.Running } && (job.ProgressPercent is not null || job.Message is not null);
        if (newProgress && (!newState || hasProgress))
            yield return JobEventKind.Progress;
    }

    private static bool Keeps(StoredJob stored, int attempt) =>
        stored.Job.Newest?.Attempt == attempt || stored.OlderAttempts.Any(older => older.Attempt == attempt);

    private SnapshotView View() => holder.Node.ViewFor(handlers);
}
