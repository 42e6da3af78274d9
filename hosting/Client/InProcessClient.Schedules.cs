using System.Globalization;
using JobScheduler.Grains.Core.Schedules;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;
using JobScheduler.Hosting.Schedules;
using JobScheduler.Hosting.Submissions;

namespace JobScheduler.Hosting.Client;

/// <content>Schedules. Changes go to the schedule's grain; reads go to the store, which has every answered change.</content>
internal sealed partial class InProcessClient
{
    private const string SchedulesMark = "schedules:";
    private const int SchedulesAtOnce = 16;
    private const long MostPageBytes = 1 << 20;

    public async Task<ScheduleSnapshot> CreateScheduleAsync(ScheduleSubmission schedule, CancellationToken cancellationToken = default)
    {
        var spec = await ResolveAsync(schedule, cancellationToken);
        var command = new ScheduleCommand
        {
            Id = schedule.Id,
            Kind = ScheduleCommandKind.Create,
            Spec = spec,
            Paused = schedule.Paused,
            Note = schedule.Note,
        };
        return Whole((await ChangeScheduleAsync(command, cancellationToken)).Schedule!, spec);
    }

    public async Task<ScheduleResult> PutScheduleAsync(
        ScheduleSubmission schedule, SchedulePrecondition? precondition = null, CancellationToken cancellationToken = default)
    {
        var spec = await ResolveAsync(schedule, cancellationToken);
        var command = new ScheduleCommand
        {
            Id = schedule.Id,
            Kind = ScheduleCommandKind.Put,
            Spec = spec,
            IfVersion = precondition?.Version,
            IfAbsent = precondition?.MustBeAbsent ?? false,
            Paused = schedule.Paused,
            Note = schedule.Note,
        };
        var answer = await ChangeScheduleAsync(command, cancellationToken);

        // An equal definition may spell its payload in another way than the one that is kept.
        return new ScheduleResult(
            answer.Status == PartitionStatus.Done ? Whole(answer.Schedule!, spec) : await ReadScheduleAsync(answer, schedule.Id, cancellationToken),
            answer.Created);
    }

    public async Task<ScheduleSnapshot?> GetScheduleAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        var stored = TextRules.IsName(id)
            ? await _calls.ReadAsync(() => _store.Schedules.GetScheduleAsync(id, cancellationToken), cancellationToken)
            : null;
        return stored is null ? null : ScheduleSnapshots.Of(stored);
    }

    public Task<Page<ScheduleSnapshot>> ListSchedulesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        RequestRules.CheckPage(limit);
        var after = cursor is null ? null : NameCursor.Read(SchedulesMark, cursor);
        return _calls.ReadAsync(() => ReadPageAsync(limit, after, cancellationToken), cancellationToken);
    }

    /// <summary>Definitions come with their payloads, so a page ends at a number of bytes too: it is then short, and a cursor follows.</summary>
    private async Task<Page<ScheduleSnapshot>> ReadPageAsync(int limit, string? after, CancellationToken cancellationToken)
    {
        var (page, bytes) = (new List<ScheduleSnapshot>(), 0L);
        while (page.Count < limit && bytes < MostPageBytes)
        {
            var wanted = Math.Min(SchedulesAtOnce, limit - page.Count);
            var some = await _store.Schedules.ListSchedulesAsync(wanted, after, cancellationToken);
            page.AddRange(some.Select(ScheduleSnapshots.Of));
            bytes += some.Sum(schedule => schedule.Spec.Job.Payload?.Length ?? 0);
            if (some.Count < wanted)
                return new Page<ScheduleSnapshot>(page, null);
            after = some[^1].Id;
        }

        var more = await _store.Schedules.ListSchedulesAsync(1, after, cancellationToken);
        return new Page<ScheduleSnapshot>(page, more.Count > 0 ? NameCursor.Write(SchedulesMark, after!) : null);
    }

    public async Task DeleteScheduleAsync(string id, SchedulePrecondition? precondition = null, CancellationToken cancellationToken = default)
    {
        var command = new ScheduleCommand { Id = id, Kind = ScheduleCommandKind.Delete, IfVersion = precondition?.Version };
        if (precondition is { MustBeAbsent: true })
            throw new PreconditionFailedException("A schedule that must be absent cannot be deleted.");
        await ChangeScheduleAsync(command, cancellationToken);
    }

    public async Task<ScheduleSnapshot> PauseScheduleAsync(
        string id, string? note = null, string? by = null, CancellationToken cancellationToken = default)
    {
        RequestRules.CheckPause(note, by);
        var command = new ScheduleCommand { Id = id, Kind = ScheduleCommandKind.Pause, Paused = true, Note = note, By = by };
        return await ReadScheduleAsync(await ChangeScheduleAsync(command, cancellationToken), id, cancellationToken);
    }

    public async Task<ScheduleSnapshot> ResumeScheduleAsync(string id, CancellationToken cancellationToken = default)
    {
        var command = new ScheduleCommand { Id = id, Kind = ScheduleCommandKind.Resume };
        return await ReadScheduleAsync(await ChangeScheduleAsync(command, cancellationToken), id, cancellationToken);
    }

    public async Task<JobSnapshot> TriggerScheduleAsync(string id, CancellationToken cancellationToken = default)
    {
        using var activity = SubmitActivities.StartTrigger(id);
        var (parent, state) = TraceContext.Resolve(new JobSubmission { JobType = "" }, _random);
        var command = new ScheduleCommand { Id = id, Kind = ScheduleCommandKind.Trigger, TraceParent = parent, TraceState = state };
        var jobId = (await ChangeScheduleAsync(command, cancellationToken)).JobId!;
        return await _reader.GetStoredAsync(jobId, GrainCalls.StartPatience, cancellationToken)
            ?? throw new OutcomeUnknownException($"The job {jobId} is stored, but could not be read yet.", GrainCalls.RetryAfter);
    }

    public async Task<ScheduleBackfillResult> BackfillScheduleAsync(string id, ScheduleBackfill backfill, CancellationToken cancellationToken = default)
    {
        var (from, to) = ScheduleResolver.Check(backfill);
        var command = new ScheduleCommand
        {
            Id = id,
            Kind = ScheduleCommandKind.Backfill,
            From = from,
            To = to,
            Overlap = backfill.Overlap,
            DryRun = backfill.DryRun,
        };
        var answer = await ChangeScheduleAsync(command, cancellationToken);
        return new ScheduleBackfillResult(answer.Count, answer.Excluded, backfill.DryRun);
    }

    public async Task<Page<ScheduleRun>> ListScheduleRunsAsync(
        string id, int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        RequestRules.CheckPage(limit);
        var mark = $"runs:{id}:";
        long? before = cursor is null ? null : ReadNumber(NameCursor.Read(mark, cursor));
        if (await GetScheduleAsync(id, cancellationToken) is null)
            throw new ScheduleNotFoundException(id);
        return await _calls.ReadAsync(
            async () => Page(
                await _store.Schedules.ListDecisionsAsync(id, OneMore(limit), before, cancellationToken),
                limit, Show, stored => NameCursor.Write(mark, stored.Decision.Number.ToString(CultureInfo.InvariantCulture))),
            cancellationToken);
    }

    public Task<SchedulePreview> PreviewScheduleAsync(SchedulePreviewRequest request, CancellationToken cancellationToken = default) =>
        Task.FromResult(_resolvers.Previews.Preview(request));

    private async Task<ScheduleSpec> ResolveAsync(ScheduleSubmission schedule, CancellationToken cancellationToken)
    {
        var isDistant = schedule?.Job is { } job && _resolvers.Distant.Has(job);
        return _resolvers.Schedules.Resolve(
            schedule!, isDistant ? await _resolvers.Distant.ResolveAsync(ScheduleResolver.Plain(schedule!.Job), true, cancellationToken) : null);
    }

    private async Task<ScheduleAnswer> ChangeScheduleAsync(ScheduleCommand command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command.Id);
        if (!TextRules.IsName(command.Id))
            throw new ScheduleNotFoundException(command.Id);
        var grains = await _calls.GrainsAsync(cancellationToken);
        using var place = _calls.Reserve(submits: false, new PendingShare(PendingShare.AnyPartition, 1, command.Spec?.Job.Payload?.Length ?? 0));
        var answer = await _calls.CallAsync(
            () => grains.GetGrain<IScheduleGrain>(command.Id).DoAsync(command), static answer => answer.Status, true, cancellationToken, place);
        return answer.Status switch
        {
            PartitionStatus.Done or PartitionStatus.Existing => answer,
            PartitionStatus.NotFound => throw new ScheduleNotFoundException(command.Id),
            PartitionStatus.AlreadyExists => throw new ScheduleExistsException(command.Id),
            PartitionStatus.PreconditionFailed => throw new PreconditionFailedException(answer.Detail ?? "The schedule is not as the request demands."),

            // The one thing that a schedule's state does not allow is a backfill of too many occurrences.
            PartitionStatus.StateConflict => throw new JobValidationException(
                new Dictionary<string, string[]> { ["to"] = ["must leave at most 10000 occurrences in the range"] }),
            _ => throw GrainCalls.Refused(answer.Status, null, null, answer.Detail),
        };
    }

    /// <summary>The schedule after a change that does not carry its definition; deleted meanwhile, it is as the change left it.</summary>
    private async Task<ScheduleSnapshot> ReadScheduleAsync(ScheduleAnswer answer, string id, CancellationToken cancellationToken) =>
        await GetScheduleAsync(id, cancellationToken) ?? answer.Schedule ?? throw new ScheduleNotFoundException(id);

    // Grains do not send a payload back to where it came from.
    private static ScheduleSnapshot Whole(ScheduleSnapshot answer, ScheduleSpec spec) =>
        answer with { Definition = answer.Definition with { Job = answer.Definition.Job with { Payload = spec.Job.Payload } } };

    private ScheduleRun Show(StoredDecision stored) =>
        ScheduleSnapshots.Of(stored.Decision, stored.Job is { } job ? _reader.StateOf(job) : null);

    // A page of the largest size cannot look one further: it may be followed by an empty one.
    private static int OneMore(int limit) => Math.Min(limit + 1, RequestRules.MaxPage);

    private static Page<T> Page<TStored, T>(IReadOnlyList<TStored> stored, int limit, Func<TStored, T> show, Func<TStored, string> cursor)
    {
        var more = stored.Count >= OneMore(limit);
        var shown = stored.Take(limit).ToList();
        return new Page<T>([.. shown.Select(show)], more ? cursor(shown[^1]) : null);
    }

    private static long ReadNumber(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw NameCursor.Wrong();
}
