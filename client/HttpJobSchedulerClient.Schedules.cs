using JobScheduler.Client.Http;
using JobScheduler.Client.Mapping;

namespace JobScheduler.Client;

/// <summary>Schedules.</summary>
internal sealed partial class HttpJobSchedulerClient
{
    /// <remarks>
    /// Safe to repeat, as it creates at most once. But a conflict after a lost answer may be this call's own doing, and nobody can
    /// tell: then the outcome is unknown.
    /// </remarks>
    public async Task<ScheduleSnapshot> CreateScheduleAsync(ScheduleSubmission schedule, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var request = ApiRequest.Post("v1/schedules", ScheduleWriter.Definition(schedule));
        return Answers.Read(await SendAsync(request, schedule.Id, cancellationToken), ScheduleReader.Schedule);
    }

    public async Task<ScheduleResult> PutScheduleAsync(
        ScheduleSubmission schedule, SchedulePrecondition? precondition = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var request = Conditional(HttpMethod.Put, "v1/schedules/" + Names.RequireScheduleId(schedule.Id), precondition) with { Body = ScheduleWriter.Definition(schedule) };
        var answer = await SendAsync(request, schedule.Id, cancellationToken);
        return new ScheduleResult(Answers.Read(answer, ScheduleReader.Schedule), answer.Status == 201);
    }

    public async Task<ScheduleSnapshot?> GetScheduleAsync(string id, CancellationToken cancellationToken = default)
    {
        try
        {
            return Answers.Read(await SendAsync(ApiRequest.Get(PathOf(id)), id, cancellationToken), ScheduleReader.Schedule);
        }
        catch (ScheduleNotFoundException)
        {
            return null;
        }
    }

    public async Task<Page<ScheduleSnapshot>> ListSchedulesAsync(int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        var request = ApiRequest.Get(FilterParameters.WithQuery("v1/schedules", FilterParameters.Paging(limit, cursor)));
        return (await CallAsync(request, j => OperationsReader.Page(j, ScheduleReader.Schedule), null, cancellationToken)).Value;
    }

    /// <remarks>After a lost answer a schedule that is not there counts as deleted by this call.</remarks>
    public async Task DeleteScheduleAsync(string id, SchedulePrecondition? precondition = null, CancellationToken cancellationToken = default)
    {
        if (precondition is { MustBeAbsent: true })
            throw new PreconditionFailedException("A schedule that must be absent cannot be deleted.");
        var answer = await transport.SendAsync(Conditional(HttpMethod.Delete, PathOf(id), precondition), cancellationToken);
        if (!answer.IsSuccess && Refused(answer, id) is var refusal && !(answer.AfterDoubt && refusal is ScheduleNotFoundException))
            throw refusal;
    }

    public Task<ScheduleSnapshot> PauseScheduleAsync(
        string id, string? note = null, string? by = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(id, "pause", RequestWriter.Pause(note, by), cancellationToken);

    public Task<ScheduleSnapshot> ResumeScheduleAsync(string id, CancellationToken cancellationToken = default) =>
        ChangeAsync(id, "resume", null, cancellationToken);

    /// <remarks>Not repeated in doubt: it would make a second job.</remarks>
    public async Task<JobSnapshot> TriggerScheduleAsync(string id, CancellationToken cancellationToken = default)
    {
        var request = ApiRequest.Post($"{PathOf(id)}:trigger") with { Repetition = Repetition.OnlyIfRefused };
        return Answers.Read(await SendAsync(request, id, cancellationToken), JobReader.Job);
    }

    /// <remarks>Not repeated in doubt, except when it only counts: it would make all jobs a second time.</remarks>
    public async Task<ScheduleBackfillResult> BackfillScheduleAsync(string id, ScheduleBackfill backfill, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backfill);
        var request = ApiRequest.Post($"{PathOf(id)}:backfill", ScheduleWriter.Backfill(backfill)) with
        {
            Repetition = backfill.DryRun ? Repetition.Harmless : Repetition.OnlyIfRefused,
        };
        return Answers.Read(await SendAsync(request, id, cancellationToken), ScheduleReader.Backfill);
    }

    public async Task<Page<ScheduleRun>> ListScheduleRunsAsync(
        string id, int limit = 50, string? cursor = null, CancellationToken cancellationToken = default)
    {
        var request = ApiRequest.Get(FilterParameters.WithQuery($"{PathOf(id)}/runs", FilterParameters.Paging(limit, cursor)));
        return Answers.Read(await SendAsync(request, id, cancellationToken), j => OperationsReader.Page(j, ScheduleReader.Run));
    }

    public async Task<SchedulePreview> PreviewScheduleAsync(SchedulePreviewRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var call = ApiRequest.Post("v1/schedules:preview", ScheduleWriter.Preview(request));
        return (await CallAsync(call, ScheduleReader.Preview, null, cancellationToken)).Value;
    }

    private async Task<ScheduleSnapshot> ChangeAsync(string id, string verb, byte[]? body, CancellationToken cancellationToken) =>
        Answers.Read(await SendAsync(ApiRequest.Post($"{PathOf(id)}:{verb}", body), id, cancellationToken), ScheduleReader.Schedule);

    private async Task<ApiAnswer> SendAsync(ApiRequest request, string id, CancellationToken cancellationToken)
    {
        var answer = await transport.SendAsync(request, cancellationToken);
        return answer.IsSuccess ? answer : throw Refused(answer, id);
    }

    private static JobSchedulerException Refused(ApiAnswer answer, string id)
    {
        var refusal = Failures.Refused(answer, scheduleId: id);
        return answer.AfterDoubt && refusal is (ScheduleExistsException or PreconditionFailedException)
            ? new OutcomeUnknownException(
                $"It is not known whether the request took effect: {refusal.Message} That may be its own doing, by a try whose answer was lost.",
                TimeSpan.Zero, refusal)
            : refusal;
    }

    private static ApiRequest Conditional(HttpMethod method, string path, SchedulePrecondition? precondition) => new(method, path)
    {
        IfMatch = precondition?.Version is { } version ? $"\"{version}\"" : null,
        IfNoneMatch = precondition is { MustBeAbsent: true } ? "*" : null,
    };

    /// <exception cref="ScheduleNotFoundException">No schedule has such an id.</exception>
    private static string PathOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Names.IsName(id) ? $"v1/schedules/{id}" : throw new ScheduleNotFoundException(id);
    }
}
