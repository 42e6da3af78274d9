using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.Schedules;

/// <summary>
/// Brings the store to what is declared, once the scheduler can be called and before the host says it has started. Several processes
/// may do so at once: an equal definition changes nothing.
/// </summary>
internal sealed partial class ScheduleDeclarer(
    IScheduleClient client, DeclaredSchedules declared, IOptions<JobSchedulerDeclaredSchedulesOptions> options, ILogger<ScheduleDeclarer> logger)
    : IHostedLifecycleService
{
    private const int PageSize = 500;
    private readonly ILogger _logger = logger;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var (created, updated, unchanged) = (0, 0, 0);
        foreach (var schedule in declared.All)
        {
            var before = await client.GetScheduleAsync(schedule.Id, cancellationToken);
            var after = await client.PutScheduleAsync(schedule, null, cancellationToken);
            if (after.Created)
                created++;
            else if (after.Schedule.Version == before?.Version)
                unchanged++;
            else
                updated++;
        }

        var removed = options.Value.RemoveUndeclared ? await RemoveAsync(cancellationToken) : 0;
        if (declared.All.Count + removed > 0)
            LogDeclared(declared.All.Count, created, updated, unchanged, removed);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<int> RemoveAsync(CancellationToken cancellationToken)
    {
        var kept = declared.All.Select(schedule => schedule.Id).ToHashSet(StringComparer.Ordinal);
        var removed = 0;
        string? cursor = null;
        do
        {
            var page = await client.ListSchedulesAsync(PageSize, cursor, cancellationToken);
            foreach (var schedule in page.Items.Where(schedule => !kept.Contains(schedule.Id)))
            {
                if (await TryDeleteAsync(schedule.Id, cancellationToken))
                    removed++;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
        return removed;
    }

    private async Task<bool> TryDeleteAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteScheduleAsync(id, null, cancellationToken);
            LogRemoved(id);
            return true;
        }
        catch (ScheduleNotFoundException)
        {
            return false; // another process was faster
        }
    }

    [LoggerMessage(1020, LogLevel.Information, "Schedules: {Declared} declared: {Created} created, {Updated} updated, {Unchanged} unchanged; {Removed} undeclared removed", EventName = "schedules_declared")]
    private partial void LogDeclared(int declared, int created, int updated, int unchanged, int removed);

    [LoggerMessage(1021, LogLevel.Warning, "Schedule {ScheduleId} is not declared and was deleted, as JobScheduler:DeclaredSchedules:RemoveUndeclared says", EventName = "schedule_undeclared")]
    private partial void LogRemoved(string scheduleId);
}
