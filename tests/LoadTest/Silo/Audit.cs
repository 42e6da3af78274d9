namespace JobScheduler.LoadTest.Silo;

/// <summary>Every job the store has, as lists show them.</summary>
internal sealed class Audit
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _completed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cancelled = new(StringComparer.Ordinal);

    private Audit()
    {
    }

    /// <summary>Rows that were listed.</summary>
    public int Jobs { get; private set; }

    /// <summary>Those that are completed, failed or cancelled.</summary>
    public int Ended { get; private set; }

    public int Failed { get; private set; }

    /// <summary>Those that a schedule made.</summary>
    public int OfSchedules { get; private set; }

    /// <summary>Those that were listed twice or took another number of attempts than one.</summary>
    public int Repeated { get; private set; }

    public IReadOnlySet<string> Seen => _seen;

    public IReadOnlySet<string> Completed => _completed;

    public IReadOnlySet<string> Cancelled => _cancelled;

    public static async Task<Audit> ReadAsync(IJobSchedulerClient client)
    {
        var audit = new Audit();
        var query = new JobQuery { Limit = 500 };
        do
        {
            var page = await client.ListAsync(query);
            foreach (var job in page.Items)
                audit.Add(job);
            query = query with { Cursor = page.NextCursor };
        }
        while (query.Cursor is not null);
        return audit;
    }

    private void Add(JobSummary job)
    {
        Jobs++;
        if (!_seen.Add(job.JobId) || job.Attempt != 1)
            Repeated++;
        if (job.ScheduleId is not null)
            OfSchedules++;
        switch (job.State)
        {
            case JobState.Completed:
                _completed.Add(job.JobId);
                Ended++;
                break;
            case JobState.Cancelled:
                _cancelled.Add(job.JobId);
                Ended++;
                break;
            case JobState.Failed:
                Failed++;
                Ended++;
                break;
        }
    }
}
