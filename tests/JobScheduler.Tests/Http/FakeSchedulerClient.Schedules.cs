using JobScheduler.Grains.Core.Schedules;
using JobScheduler.Grains.Storage;
using JobScheduler.Hosting.Schedules;
using JobScheduler.Hosting.Submissions;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Tests.Http;

/// <content>Schedules: rows without anything that fires. What is acceptable is the real resolver's answer.</content>
internal sealed partial class FakeSchedulerClient
{
    private static readonly IServiceProvider Rules = BuildRules();
    private readonly SortedDictionary<string, ScheduleRecord> _schedules = new(StringComparer.Ordinal);

    /// <summary>Decisions by schedule, newest first.</summary>
    public Dictionary<string, List<ScheduleRun>> Runs { get; } = new(StringComparer.Ordinal);

    /// <summary>The definitions as they arrived.</summary>
    public List<ScheduleSubmission> Declared { get; } = [];

    /// <summary>The conditions of puts and deletes as they arrived.</summary>
    public List<SchedulePrecondition?> Conditions { get; } = [];

    /// <summary>Called by every put before its condition is judged.</summary>
    public Action BeforePut { get; set; } = () => { };

    public Task<ScheduleSnapshot> CreateScheduleAsync(ScheduleSubmission schedule, CancellationToken cancellationToken = default)
    {
        var spec = Resolve(schedule);
        lock (_gate)
        {
            if (_schedules.ContainsKey(schedule.Id))
                throw new ScheduleExistsException(schedule.Id);
            return Task.FromResult(Store(New(schedule, spec)));
        }
    }

    public Task<ScheduleResult> PutScheduleAsync(
        ScheduleSubmission schedule, SchedulePrecondition? precondition = null, CancellationToken cancellationToken = default)
    {
        var spec = Resolve(schedule);
        lock (_gate)
        {
            Conditions.Add(precondition);
            BeforePut();
            var before = _schedules.GetValueOrDefault(schedule.Id);
            Require(before, precondition);
            if (before is null)
                return Task.FromResult(new ScheduleResult(Store(New(schedule, spec)), true));
            var equal = before.Spec.DefinitionHash == spec.DefinitionHash;
            return Task.FromResult(new ScheduleResult(Store(equal ? before : before with { Spec = spec, Version = before.Version + 1 }), false));
        }
    }

    public Task<ScheduleSnapshot?> GetScheduleAsync(string id, CancellationToken cancellationToken = default)
    {
        Enter();
        lock (_gate)
            return Task.FromResult(_schedules.TryGetValue(id, out var record) ? ScheduleSnapshots.Of(record) : null);
    }

    public Task<Page<ScheduleSnapshot>> ListSchedulesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        Enter();
        FakeRules.CheckLimit(limit);
        lock (_gate)
            return Task.FromResult(Cut<ScheduleSnapshot>([.. _schedules.Values.Select(ScheduleSnapshots.Of)], limit, cursor, "schedules"));
    }

    public Task DeleteScheduleAsync(string id, SchedulePrecondition? precondition = null, CancellationToken cancellationToken = default)
    {
        Enter();
        lock (_gate)
        {
            Conditions.Add(precondition);
            Require(Schedule(id), precondition);
            _schedules.Remove(id);
            return Task.CompletedTask;
        }
    }

    public Task<ScheduleSnapshot> PauseScheduleAsync(
        string id, string? note = null, string? by = null, CancellationToken cancellationToken = default)
    {
        Enter();
        RequestRules.CheckPause(note, by);
        return ChangeAsync(id, s => s with { Paused = true, Note = note, PausedBy = by, PausedAt = Now.ToUnixTimeMilliseconds(), NextAt = null });
    }

    public Task<ScheduleSnapshot> ResumeScheduleAsync(string id, CancellationToken cancellationToken = default)
    {
        Enter();
        return ChangeAsync(id, s => s with { Paused = false, Note = null, PausedBy = null, PausedAt = null });
    }

    public async Task<JobSnapshot> TriggerScheduleAsync(string id, CancellationToken cancellationToken = default)
    {
        Enter();
        ScheduleRecord schedule;
        lock (_gate)
            schedule = Schedule(id);
        var submitted = await SubmitAsync(new JobSubmission { JobType = schedule.Spec.Job.JobType, Payload = schedule.Spec.Job.Payload }, cancellationToken);
        return Change(submitted.Job.JobId, job => job with { ScheduleId = id, NominalAt = Now });
    }

    public Task<ScheduleBackfillResult> BackfillScheduleAsync(string id, ScheduleBackfill backfill, CancellationToken cancellationToken = default)
    {
        Enter();
        var (from, to) = ScheduleResolver.Check(backfill);
        lock (_gate)
        {
            var schedule = Schedule(id);
            var (runs, excluded) = new ScheduleTimes(id, schedule.Spec).Sum(from, to, 10_001);
            if (runs.Count + excluded.Count > 10_000)
                throw new JobValidationException(new Dictionary<string, string[]> { ["to"] = ["must leave at most 10000 occurrences in the range"] });
            return Task.FromResult(new ScheduleBackfillResult((int)runs.Count, (int)excluded.Count, backfill.DryRun));
        }
    }

    public Task<Page<ScheduleRun>> ListScheduleRunsAsync(
        string id, int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        Enter();
        FakeRules.CheckLimit(limit);
        lock (_gate)
        {
            Schedule(id);
            return Task.FromResult(Cut(Runs.GetValueOrDefault(id) ?? [], limit, cursor, "runs:" + id));
        }
    }

    public Task<SchedulePreview> PreviewScheduleAsync(SchedulePreviewRequest request, CancellationToken cancellationToken = default)
    {
        Enter();
        return Task.FromResult(Rules.GetRequiredService<SchedulePreviews>().Preview(request));
    }

    private static ServiceProvider BuildRules()
    {
        var services = new ServiceCollection();
        services.AddJobScheduler();
        return services.BuildServiceProvider();
    }

    private ScheduleSpec Resolve(ScheduleSubmission schedule)
    {
        Enter();
        Declared.Add(schedule);
        return Rules.GetRequiredService<ScheduleResolver>().Resolve(schedule);
    }

    private static ScheduleRecord New(ScheduleSubmission schedule, ScheduleSpec spec)
    {
        var now = Now.ToUnixTimeMilliseconds();
        return new()
        {
            Id = schedule.Id,
            Spec = spec,
            CreatedAt = now,
            UpdatedAt = now,
            Paused = schedule.Paused,
            Note = schedule.Paused ? schedule.Note : null,
            PausedAt = schedule.Paused ? now : null,
            NextAt = schedule.Paused ? null : now,
        };
    }

    private ScheduleSnapshot Store(ScheduleRecord record)
    {
        _schedules[record.Id] = record;
        return ScheduleSnapshots.Of(record);
    }

    private Task<ScheduleSnapshot> ChangeAsync(string id, Func<ScheduleRecord, ScheduleRecord> change)
    {
        lock (_gate)
        {
            var before = Schedule(id);
            return Task.FromResult(Store(change(before) with { Version = before.Version + 1, UpdatedAt = Now.ToUnixTimeMilliseconds() }));
        }
    }

    private ScheduleRecord Schedule(string id) => _schedules.GetValueOrDefault(id) ?? throw new ScheduleNotFoundException(id);

    private static void Require(ScheduleRecord? present, SchedulePrecondition? precondition)
    {
        if (precondition is { MustBeAbsent: true } && present is not null)
            throw new PreconditionFailedException("The schedule exists.");
        if (precondition is { Version: { } version } && present?.Version != version)
            throw new PreconditionFailedException(present is null ? "There is no such schedule." : $"The schedule has version {present.Version}.");
    }
}
