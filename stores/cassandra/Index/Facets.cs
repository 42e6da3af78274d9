using JobScheduler.Grains.Storage;

namespace JobScheduler.Stores.Cassandra.Index;

/// <summary>A place in the index of lists.</summary>
/// <param name="Facet">By what it is found.</param>
/// <param name="Value">The value of that.</param>
/// <param name="At">submitted_at, or when it ended: the order.</param>
/// <param name="JobId">The job.</param>
internal readonly record struct IndexRow(string Facet, string Value, long At, string JobId);

/// <summary>
/// By what jobs are found: what never changes of them, and when they ended. Rows say where to look, not what is there: the job itself is
/// read before it is shown. Names and widths are stored: they never change.
/// </summary>
internal static class Facets
{
    public const string All = "all";
    public const string Type = "type";
    public const string Queue = "queue";
    public const string Tag = "tag";
    public const string Schedule = "schedule";
    public const string ConcurrencyKey = "concurrency";
    private const string EndedFacet = "ended";
    private const long HourMs = 60 * 60 * 1000;
    private const long DayMs = 24 * HourMs;

    /// <summary>Rows of one facet, value and bucket are spread over as many partitions; a commit's rows all go to one of them.</summary>
    public const int Shards = 16;

    /// <summary>The facet of jobs that ended in a state, and its value.</summary>
    public static (string Facet, string Value) Ended(StoredState state) => (EndedFacet, ((int)state).ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static IndexRow Ended(StoredState state, long finishedAt, string jobId) => new(EndedFacet, Ended(state).Value, finishedAt, jobId);

    public static IndexRow Ended(JobRecord job) => Ended(job.State, job.FinishedAt ?? 0, job.JobId);

    /// <summary>All rows of a job, but for when it ended.</summary>
    public static IEnumerable<IndexRow> Of(string jobId, long submittedAt, JobSpec spec)
    {
        yield return new(All, "", submittedAt, jobId);
        yield return new(Type, spec.JobType, submittedAt, jobId);
        yield return new(Queue, spec.Queue, submittedAt, jobId);
        foreach (var tag in spec.Tags.Distinct(StringComparer.Ordinal))
            yield return new(Tag, tag, submittedAt, jobId);
        if (spec.ScheduleId is { } schedule)
            yield return new(Schedule, schedule, submittedAt, jobId);
        if (spec.ConcurrencyKey is { } concurrency)
            yield return new(ConcurrencyKey, concurrency, submittedAt, jobId);
    }

    /// <summary>Where in time a row lies: hours where many jobs are, days where few are.</summary>
    public static long BucketOf(string facet, long at)
    {
        var width = facet is All or Type or Queue or EndedFacet ? HourMs : DayMs;
        return (at / width) - (at % width < 0 ? 1 : 0);
    }

    public static int ShardOf(int partition) => partition % Shards;
}
