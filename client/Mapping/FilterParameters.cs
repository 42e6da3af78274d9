using System.Globalization;

namespace JobScheduler.Client.Mapping;

/// <summary>Filters as the names and values that lists take in their query and bulk calls in their body.</summary>
internal static class FilterParameters
{
    public static IEnumerable<(string Name, string Value)> Of(JobFilter filter) =>
    [
        .. filter.States.Select(s => ("state", EnumNames<JobState>.Of(s))),
        .. filter.JobTypes.Select(v => ("job_type", v)),
        .. filter.Queues.Select(v => ("queue", v)),
        .. filter.Tags.Select(v => ("tag", v)),
        .. filter.ScheduleIds.Select(v => ("schedule_id", v)),
        .. filter.IdempotencyKeys.Select(v => ("idempotency_key", v)),
        .. filter.ConcurrencyKeys.Select(v => ("concurrency_key", v)),
        .. filter.ErrorCodes.Select(v => ("error_code", v)),
        .. filter.Fingerprints.Select(v => ("fingerprint", v)),
        .. Times("from", filter.From),
        .. Times("to", filter.To),
    ];

    /// <summary>Path and query of a list of jobs.</summary>
    /// <exception cref="JobValidationException">The HTTP API has no list in this order.</exception>
    /// <exception cref="ArgumentException">Its states contradict its order.</exception>
    public static string List(JobQuery query)
    {
        query.ThrowIfStatesContradictOrder();
        // The list of dead letters takes no state.
        var (path, filter) = query.Order == JobOrder.NewestFailure ? ("v1/dead-letters", query.Filter with { States = [] }) : ("v1/jobs", query.Filter);
        (string, string)[] order = query.Order switch
        {
            JobOrder.Newest or JobOrder.NewestFailure => [],
            JobOrder.Due => [("order", "due")],
            _ => throw new JobValidationException(new Dictionary<string, string[]> { ["order"] = ["must be newest, due or newest failure over HTTP"] }),
        };
        return WithQuery(path, [.. Of(filter), .. order, .. Paging(query.Limit, query.Cursor)]);
    }

    public static string WithQuery(string path, IEnumerable<(string Name, string Value)> parameters)
    {
        var query = string.Join('&', parameters.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    public static IEnumerable<(string Name, string Value)> Paging(int limit, string? cursor)
    {
        yield return ("limit", limit.ToString(CultureInfo.InvariantCulture));
        if (cursor is not null)
            yield return ("cursor", cursor);
    }

    private static IEnumerable<(string, string)> Times(string name, DateTimeOffset? time) =>
        time is { } some ? [(name, RequestWriter.Time(some))] : [];
}
