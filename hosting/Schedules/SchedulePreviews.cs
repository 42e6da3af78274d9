using System.Globalization;
using JobScheduler.Hosting.Submissions;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Hosting.Schedules;

/// <summary>Computes the next times of an expression in the process; nothing is read or stored.</summary>
internal sealed class SchedulePreviews([FromKeyedServices(JobSchedulerServiceCollectionExtensions.TimeProviderKey)] TimeProvider clock)
{
    private const int MaxCount = 1000;

    /// <summary>Bounds the work of a preview whose exclusions leave next to nothing: occurrences times exclusions.</summary>
    private const int MaxLooks = 1_000_000;

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

        var (next, looked) = Find(times!, from ?? clock.GetUtcNow().ToUnixTimeMilliseconds(), count!.Value);
        List<string> notes = [.. times!.Recurrence.Notes(next)];
        if (looked is { } all)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The search ended after {all} occurrences, as most are excluded; later ones may be left"));
        return new SchedulePreview(
            times.Recurrence.Describe(), [.. next.Select(DateTimeOffset.FromUnixTimeMilliseconds)], [.. next.Select(times.Local)], notes);
    }

    /// <returns>The times, and after how many occurrences the search was given up, if it was.</returns>
    private static (long[] Next, long? Looked) Find(ScheduleTimes times, long after, int count)
    {
        var found = new List<long>();
        var most = MaxLooks / (1 + times.ExcludedTimes.Count);
        for (var looked = 0; found.Count < count && times.Next(after) is { } next; looked++, after = next)
        {
            if (looked == most)
                return ([.. found], looked);
            if (!times.IsExcluded(next))
                found.Add(next);
        }

        return ([.. found], null);
    }
}
