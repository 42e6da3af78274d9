using System.Collections.Concurrent;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Partitions;

/// <content>
/// Attempts on the partition's own node: handed to its runner and reported by a queue, without calls between grains. A report that finds
/// this activation gone is repeated as a call to the partition, wherever it is by then.
/// </content>
public sealed partial class PartitionGrain : IAttemptOwner
{
    private readonly ConcurrentQueue<(AttemptControl Attempt, AttemptReport Report)> _reports = new();
    private IPartitionGrain? _self;
    private int _reportsWait;
    private volatile bool _refusesReports;

    IPartitionGrain IAttemptOwner.Partition => _self!;

    void IAttemptOwner.Report(AttemptControl attempt, AttemptReport report)
    {
        _reports.Enqueue((attempt, report));
        if (_refusesReports)
            RefuseReports(); // it may have been queued after the last look
        else if (Interlocked.Exchange(ref _reportsWait, 1) == 0)
            Poke();
    }

    private void StartHere(JobRecord job)
    {
        _node.Attempts.Dispatched(_partition, job.Token);
        _runner.Start(OrderOf(job), this);
    }

    private AttemptOrder OrderOf(JobRecord job) => new()
    {
        JobId = job.JobId,
        Partition = _partition,
        Token = job.Token,
        Attempt = job.Attempt,
        RunAt = job.RunAt,
        Priority = job.Priority,
        Spec = job.Spec,
        PayloadOmitted = job.PayloadOmitted,
        ErrorCode = job.Error?.Code,
    };

    private void TakeReports()
    {
        Volatile.Write(ref _reportsWait, 0);
        while (_reports.TryDequeue(out var each))
        {
            var command = new CoreCommand.Report(each.Report, _node.Settings.Draw());
            _urgent.AddLast(new ReportedOutcome(command, _node.Clock.GetTimestamp(), each.Attempt, _runner));
        }
    }

    private void RefuseReports()
    {
        _refusesReports = true;
        while (_reports.TryDequeue(out var each))
            _runner.Reported(each.Attempt, each.Report, ReportAnswer.TryAgain);
    }
}
