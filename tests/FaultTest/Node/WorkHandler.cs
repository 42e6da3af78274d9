namespace JobScheduler.FaultTest.Node;

/// <summary>What a job of type "work" does: takes some time, fails a number of times first, and returns its fencing token.</summary>
internal sealed record Work(int Milliseconds, int Failures = 0, string? Ballast = null);

/// <summary>Registers the handler that writes down who came and left.</summary>
internal static class WorkHandler
{
    public const string JobType = "work";

    public static Action<IJobSchedulerBuilder> For(NodeLife life) => scheduler => scheduler.AddHandler(
        JobType, async (Work work, JobContext job, CancellationToken stop) =>
        {
            life.Entered(job);
            try
            {
                if (work.Milliseconds > 0)
                    await Task.Delay(TimeSpan.FromMilliseconds(work.Milliseconds), TimeProvider.System, stop);
                return job.Attempt <= work.Failures ? throw new InvalidOperationException("as ordered") : job.FencingToken;
            }
            finally
            {
                life.Left(job);
            }
        });
}
