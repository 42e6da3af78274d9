namespace JobScheduler.Grains.Jobs;

/// <summary>A partition of another node, told by calls how an attempt of this one ended.</summary>
internal sealed class DistantOwner(AttemptRunner runner, IPartitionGrain partition) : IAttemptOwner
{
    public IPartitionGrain Partition => partition;

    public void Report(AttemptControl attempt, AttemptReport report) => runner.ReportByCalls(attempt, report);
}
