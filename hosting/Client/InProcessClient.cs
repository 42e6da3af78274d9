using JobScheduler.Grains.Core;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;
using JobScheduler.Hosting.Backups;
using JobScheduler.Hosting.Handlers;
using JobScheduler.Hosting.Registration;
using JobScheduler.Hosting.Runtime;
using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.Client;

/// <summary>The client inside the scheduler's own process: no HTTP, no polling.</summary>
internal sealed partial class InProcessClient : IJobSchedulerClient
{
    private readonly GrainCalls _calls;
    private readonly JobReader _reader;
    private readonly RequestResolvers _resolvers;
    private readonly HandlerCatalog _catalog;
    private readonly NodeHolder _holder;
    private readonly JobStore _store;
    private readonly IRandomSource _random;
    private readonly BackupRunner _backups;
    private readonly ServerParts _server;

    public InProcessClient(
        GrainCalls calls,
        JobReader reader,
        RequestResolvers resolvers,
        HandlerCatalog catalog,
        NodeHolder holder,
        JobStore store,
        IRandomSource random,
        ServerParts server)
    {
        (_calls, _reader, _resolvers, _catalog, _holder, _store, _random, _backups, _server) =
            (calls, reader, resolvers, catalog, holder, store, random, server.Backups, server);
    }

    private async Task<SubmitResult> SubmitOneAsync(JobSubmission submission, CancellationToken cancellationToken)
    {
        var spec = _resolvers.Distant.Has(submission)
            ? _resolvers.Submissions.Resolve(submission, await _resolvers.Distant.ResolveAsync(submission, false, cancellationToken))
            : _resolvers.Submissions.Resolve(submission);
        await _calls.GrainsAsync(cancellationToken);
        var hash = HashOf(spec);
        var partition = _calls.Partition(PartitionOf(hash));
        using var place = _calls.Reserve(submits: true, new PendingShare(PartitionOf(hash), 1, SizeOf(spec)));
        JobAnswer? answer = null;
        try
        {
            // As CallAsync does, without a delegate and a task of its own: this is the call that every job goes through.
            answer = await GrainCalls.AnswerAsync(partition.SubmitAsync(spec, hash), place, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            if (!_calls.MayRepeat(e, spec.IdempotencyKey is not null))
                throw _calls.NotReached(e, changes: true);
        }

        if (answer is null or { Status: PartitionStatus.Moving })
            answer = await AgainAsync(partition, spec, hash, place, cancellationToken);

        return answer.Status switch
        {
            PartitionStatus.Done => new SubmitResult(spec.Payload is null ? answer.Job! : answer.Job! with { Payload = spec.Payload }, true),
            PartitionStatus.Existing => new SubmitResult(await ReadAsync(answer.JobId!, cancellationToken), false),
            _ => throw GrainCalls.Refused(answer.Status, answer.JobId, answer.State, answer.Detail),
        };
    }

    private Task<JobAnswer> AgainAsync(IPartitionGrain partition, JobSpec spec, ushort hash, PendingTicket place, CancellationToken cancellationToken) =>
        _calls.CallAsync(
            () => partition.SubmitAsync(spec, hash), static answer => answer.Status, true, cancellationToken, place, spec.IdempotencyKey is not null);

    public Task<SubmitResult> SubmitAsync<TPayload>(
        TPayload payload, Func<JobSubmission, JobSubmission>? configure = null, CancellationToken cancellationToken = default)
        where TPayload : notnull
    {
        var type = _catalog.FindByPayload(typeof(TPayload));
        var submission = JobSubmission.Create(type.JobType, payload, type.Json);
        return SubmitAsync(configure is null ? submission : configure(submission), cancellationToken);
    }

    private async Task<IReadOnlyList<BatchEntry>> SubmitAllAsync(
        IReadOnlyList<JobSubmission> submissions, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var distant = await _resolvers.Distant.ResolveAsync(BatchResolver.Keyed(submissions, idempotencyKey), cancellationToken);
        var specs = _resolvers.Batches.Resolve(submissions, idempotencyKey, distant);
        await _calls.GrainsAsync(cancellationToken);
        var parts = BatchPart.Split(specs, HashOf, _holder.Node.Settings.Partitions);

        // The whole batch finds room or none of it: half a batch stored would be the worst answer to overload.
        using var place = _calls.Reserve(submits: true, [.. parts.Select(part => part.Share)]);

        // All keys are looked at before anything is written: one conflict refuses the whole batch.
        foreach (var answers in await Task.WhenAll(parts.Select(part => ProbeAsync(part, place, cancellationToken))))
            ThrowIfRefused(answers);

        var entries = new JobAnswer[specs.Count];
        await Task.WhenAll(parts.Select(async part =>
        {
            part.Put(await _calls.CallManyAsync(which => part.SubmitAsync(_calls.Partition(part.Partition), which), true, cancellationToken, place), entries);
        }));
        ThrowIfRefused(entries);
        return Array.ConvertAll(entries, answer => new BatchEntry(answer.JobId!, answer.Status == PartitionStatus.Done));
    }

    public Task<JobSnapshot?> GetAsync(string jobId, CancellationToken cancellationToken = default) => _reader.GetAsync(jobId, cancellationToken);

    public async Task<JobStatusSnapshot?> GetStatusAsync(string jobId, CancellationToken cancellationToken = default) =>
        await _reader.GetAsync(jobId, cancellationToken) is { } job
            ? new JobStatusSnapshot(job.JobId, job.State, job.ProgressPercent, job.Message, job.UpdatedAt)
            : null;

    public Task<JobSnapshot> WaitAsync(string jobId, CancellationToken cancellationToken = default) => _reader.WaitAsync(jobId, cancellationToken);

    public IAsyncEnumerable<JobEvent> WatchAsync(string jobId, CancellationToken cancellationToken = default) => _reader.WatchAsync(jobId, cancellationToken);

    public Task<Page<JobSummary>> ListAsync(JobQuery query, CancellationToken cancellationToken = default)
    {
        RequestRules.Check(query);
        return _reader.ListAsync(query, cancellationToken);
    }

    public Task<JobSnapshot> MoveAsync(string jobId, JobMove change, CancellationToken cancellationToken = default)
    {
        var move = RequestRules.Resolve(change);
        return ChangeAsync(
            new JobCommand { JobId = jobId, Kind = JobCommandKind.Move, RunAt = move.RunAt, DelayMs = move.DelayMs, Priority = move.Priority },
            cancellationToken);
    }

    public Task<JobSnapshot> CancelAsync(string jobId, CancellationToken cancellationToken = default) =>
        ChangeAsync(new JobCommand { JobId = jobId, Kind = JobCommandKind.Cancel }, cancellationToken);

    public Task<JobSnapshot> RunNowAsync(string jobId, CancellationToken cancellationToken = default) =>
        ChangeAsync(new JobCommand { JobId = jobId, Kind = JobCommandKind.RunNow }, cancellationToken);

    public Task<JobSnapshot> RetryAsync(string jobId, CancellationToken cancellationToken = default) =>
        ChangeAsync(new JobCommand { JobId = jobId, Kind = JobCommandKind.Retry }, cancellationToken);

    private async Task<JobSnapshot> ChangeAsync(JobCommand command, CancellationToken cancellationToken)
    {
        await _calls.GrainsAsync(cancellationToken);
        if (!JobIds.TryGetPartition(command.JobId, _holder.Node.Settings.Partitions, out var partition))
            throw new JobNotFoundException(command.JobId);
        using var place = _calls.Reserve(submits: false, new PendingShare(partition, 1, 0));
        var answer = (await _calls.CallManyAsync(_ => _calls.Partition(partition).ChangeAsync([command]), true, cancellationToken, place))[0];
        return answer.Status == PartitionStatus.Done
            ? await ReadAsync(command.JobId, cancellationToken)
            : throw GrainCalls.Refused(answer.Status, command.JobId, answer.State, answer.Detail);
    }

    private async Task<JobSnapshot> ReadAsync(string jobId, CancellationToken cancellationToken) =>
        await _reader.GetAsync(jobId, cancellationToken) ?? throw new JobNotFoundException(jobId);

    private Task<JobAnswer[]> ProbeAsync(BatchPart part, PendingTicket place, CancellationToken cancellationToken)
    {
        var keyed = Array.FindAll(part.Specs, spec => spec.IdempotencyKey is not null);
        return keyed.Length == 0
            ? Task.FromResult<JobAnswer[]>([])
            : _calls.CallManyAsync(
                which => _calls.Partition(part.Partition).ProbeAsync(which is null ? keyed : Array.ConvertAll(which, i => keyed[i])), false, cancellationToken, place);
    }

    private static void ThrowIfRefused(IReadOnlyList<JobAnswer> answers)
    {
        if (answers.FirstOrDefault(answer => answer.Status is not (PartitionStatus.Done or PartitionStatus.Existing)) is not { } refused)
            return;
        var exception = GrainCalls.Refused(refused.Status, refused.JobId, refused.State, refused.Detail);
        throw exception is IdempotencyConflictException || answers.All(answer => answer.Status != PartitionStatus.Done || answer.JobId is null)
            ? exception
            : new OutcomeUnknownException("Part of the batch is stored: send the same batch again.", GrainCalls.RetryAfter, exception);
    }

    private static int SizeOf(JobSpec spec) => (int)CommitRules.SizeOf(spec);

    private int PartitionOf(ushort hash) => Routing.PartitionOf(hash, _holder.Node.Settings.Partitions);

    private ushort HashOf(JobSpec spec)
    {
        if (Routing.HashOfKeys(spec.ConcurrencyKey, spec.IdempotencyKey) is { } hash)
            return hash;
        Span<byte> drawn = stackalloc byte[2];
        _random.Fill(drawn);
        return BitConverter.ToUInt16(drawn);
    }
}
