namespace JobScheduler.Cli.Top;

/// <summary>Looks at the scheduler.</summary>
/// <param name="client">It.</param>
internal sealed class TopSource(IJobSchedulerClient client)
{
    // More than any screen has lines for, and one page.
    private const int MostRows = 200;

    /// <param name="tab">Which rows are wanted.</param>
    /// <param name="jobId">The job that is looked into, or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<TopData> LookAsync(TopTab tab, string? jobId, CancellationToken cancellationToken)
    {
        var stats = client.GetStatsAsync(cancellationToken);
        var queues = client.ListQueuesAsync(MostRows, null, cancellationToken);
        var jobs = tab == TopTab.Queues ? null : client.ListAsync(Query(tab), cancellationToken);
        var job = jobId is null ? null : client.GetAsync(jobId, cancellationToken);
        return new(await stats, tab, jobs is null ? [] : (await jobs).Items, (await queues).Items, job is null ? null : await job);
    }

    private static JobQuery Query(TopTab tab) => tab switch
    {
        TopTab.Running => new() { Filter = new() { States = [JobState.Running] }, Limit = MostRows },
        TopTab.Waiting => new() { Order = JobOrder.Due, Limit = MostRows },
        _ => new() { Order = JobOrder.NewestFailure, Limit = MostRows },
    };
}
