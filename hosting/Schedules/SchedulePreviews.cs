using System.Globalization;
using JobScheduler.Grains.Core.Cron;
using JobScheduler.Grains.Core.Schedules;
using JobScheduler.Hosting.Submissions;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Hosting.Schedules;

/// <summary>Computes the next times of an expression in the process; nothing is read or stored.</summary>
internal sealed class SchedulePreviews([FromKeyedServices(JobSchedulerServiceCollectionExtensions.TimeProviderKey)] TimeProvider clock)
{
    private const int MaxCount = 1000;

    /// <summary>Bounds the work of a preview whose exclusions leave next to nothing: occurrences times exclusions.</summary>
    private const int MaxLooks = 1_000_000;

    private static readonly JobSpec NoJob = new() { JobType = "", Queue = "", Retry = RetryPolicy.None, TraceParent = "", RequestHash = "" };

    /// <summary>The next times.</summary>
    /// <exception cref="CronException">The expression is not acceptable; carries whatever else is wrong.</exception>
    /// <exception cref="JobValidationException">A value is not acceptable.</exception>
    public SchedulePreview Preview(SchedulePreviewRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var errors = new FieldErrors();
        var times = ScheduleTimeRules.Check(errors, request);
        if (request.Id is not null)
            TextRules.CheckName(errors, "id", request.Id);
        var count = TimeRules.CheckInt(errors, "count", request.Count, 1, MaxCount);
        var from = TimeRules.CheckTime(errors, "from", request.From);
        errors.ThrowIfAny();

        var (next, looked) = Find(Compile(request, times!), from ?? clock.GetUtcNow().ToUnixTimeMilliseconds(), count!.Value, times!.Exclude.Length);
        List<string> notes = [.. times.Recurrence.Notes(next)];
        if (looked is { } all)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The search ended after {all} occurrences, as most are excluded; later ones may be left"));
        return new SchedulePreview(
            times.Recurrence.Describe(), [.. next.Select(DateTimeOffset.FromUnixTimeMilliseconds)],
            [.. next.Select(time => Local(time, times.Recurrence.Zone))], notes);
    }

    /// <summary>As the schedule itself would be compiled, so that both fire at the same times.</summary>
    private static ScheduleTimes Compile(SchedulePreviewRequest request, CheckedTimes times) => new(request.Id ?? "", new ScheduleSpec
    {
        Cron = request.Cron,
        TimeZone = request.TimeZone,
        PhaseMs = times.PhaseMs,
        Exclude = times.Exclude,
        StartAt = times.StartAt,
        EndAt = times.EndAt,
        Job = NoJob,
        DefinitionHash = "",
    });

    /// <returns>The times, and after how many occurrences the search was given up, if it was.</returns>
    private static (long[] Next, long? Looked) Find(ScheduleTimes times, long after, int count, int exclusions)
    {
        var found = new List<long>();
        var most = MaxLooks / (1 + exclusions);
        for (var looked = 0; found.Count < count && times.Next(after) is { } next; looked++, after = next)
        {
            if (looked == most)
                return ([.. found], looked);
            if (!times.IsExcluded(next))
                found.Add(next);
        }

        return ([.. found], null);
    }

    // A DateTimeOffset holds whole minutes; offsets with seconds ended with the seventies.
    private static DateTimeOffset Local(long time, CronZone zone) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time).ToOffset(TimeSpan.FromMinutes(Math.Round(zone.OffsetAt(time).TotalMinutes)));
}
