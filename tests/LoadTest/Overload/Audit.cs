namespace JobScheduler.LoadTest.Overload;

/// <summary>Every job the store has, as lists show them.</summary>
/// <param name="Jobs">Rows that were listed.</param>
/// <param name="Seen">Their ids.</param>
/// <param name="Completed">Ids of the completed ones.</param>
/// <param name="Repeated">Jobs that were listed twice or took another number of attempts than one.</param>
internal sealed record Audit(int Jobs, IReadOnlySet<string> Seen, IReadOnlySet<string> Completed, int Repeated)
{
    public static async Task<Audit> ReadAsync(IJobSchedulerClient client)
    {
        var (jobs, repeated) = (0, 0);
        var (seen, completed) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var query = new JobQuery { Limit = 500 };
        do
        {
            var page = await client.ListAsync(query);
            foreach (var job in page.Items)
            {
                jobs++;
                if (!seen.Add(job.JobId) || job.Attempt != 1)
                    repeated++;
                if (job.State == JobState.Completed)
                    completed.Add(job.JobId);
            }

            query = query with { Cursor = page.NextCursor };
        }
        while (query.Cursor is not null);
        return new Audit(jobs, seen, completed, repeated);
    }
}
