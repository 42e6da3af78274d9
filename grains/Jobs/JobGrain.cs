using JobScheduler.Grains.Node;
using Microsoft.Extensions.Logging;

namespace JobScheduler.Grains.Jobs;

/// <summary>
/// One job. Its rows are its state, and only its partition writes them; this grain exists while an attempt runs. It starts the
/// attempt off its own turns, repeats the attempt's report until the partition has made it durable or calls it stale, and then goes.
/// </summary>
[Reentrant]
public sealed partial class JobGrain : Grain, IJobGrain
{
    private static readonly TimeSpan WhileRunning = TimeSpan.FromDays(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private readonly SchedulerNode _node;
    private readonly JobExecution _execution;
    private readonly ILogger<JobGrain> _log;
    private AttemptControl? _newest;

    /// <summary>Made by the engine.</summary>
    /// <param name="node">This process.</param>
    /// <param name="execution">Performs attempts.</param>
    /// <param name="log">Log.</param>
    public JobGrain(SchedulerNode node, JobExecution execution, ILogger<JobGrain> log)
    {
        _node = node;
        _execution = execution;
        _log = log;
    }

    /// <inheritdoc/>
    public Task StartAsync(AttemptOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (_newest is { } known)
        {
            if (known.Order.Token > order.Token)
                GiveSlotBack(order); // overtaken by a newer one: it never starts
            if (known.Order.Token >= order.Token)
                return Task.CompletedTask; // once per token
            known.RequestStop(StopCause.Cancelled); // a newer token exists, so what the older attempt does no longer counts
        }

        var attempt = new AttemptControl(order, _node.Settings.Attempts);
        _newest = attempt;
        _node.Attempts.Add(attempt);
        DelayDeactivation(WhileRunning);
        _ = PerformAsync(attempt);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> ConfirmAsync(long token) => Task.FromResult(_newest?.Order.Token == token);

    /// <inheritdoc/>
    public Task CancelAsync(long token)
    {
        if (_newest is { } attempt && attempt.Order.Token == token)
            attempt.RequestStop(StopCause.Cancelled);
        return Task.CompletedTask;
    }

    private async Task PerformAsync(AttemptControl attempt)
    {
        var partition = GrainFactory.GetGrain<IPartitionGrain>(attempt.Order.Partition);
        using var progress = new ProgressPump(_node, partition, attempt);
        attempt.Progressed = progress.Notice;
        var report = await Task.Factory
            .StartNew(() => _execution.RunAsync(attempt), CancellationToken.None, TaskCreationOptions.DenyChildAttach, _node.Settings.Attempts)
            .Unwrap();
        progress.Dispose();
        WatchAbandoned(attempt);
        GiveSlotBack(attempt.Order);
        if (report.Kind != ReportKind.NotBegun)
            _node.Stats.Finished();
        await ReportAsync(partition, attempt, report);
        _node.Attempts.Remove(attempt);
        _node.Events.Signal(attempt.Order.JobId);
        if (_newest != attempt)
            return;
        _newest = null;
        DeactivateOnIdle();
    }

    private void GiveSlotBack(AttemptOrder order)
    {
        if (_node.Attempts.TryEnd(order.Partition, order.Token))
            _node.Slots.Ended();
    }

    // Checkpoint "no outcome is lost": the report is repeated until an owner of the partition has it on disk, or refuses its token.
    private async Task ReportAsync(IPartitionGrain partition, AttemptControl attempt, AttemptReport report)
    {
        for (var pause = FirstPause; ; pause = Min(pause * 2, LongestPause))
        {
            try
            {
                var answer = await partition.ReportAsync(report);
                if (answer == ReportAnswer.Stale)
                    LogStaleReport(attempt);
                if (answer != ReportAnswer.TryAgain)
                    return;
            }
            catch (Exception e) when (e is not ObjectDisposedException)
            {
                LogReportFailed(e, report.JobId, report.Token);
            }

            await Task.Delay(pause, _node.Clock, _node.Closed).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            if (_node.Closed.IsCancellationRequested)
                return; // the next owner of the partition finds that nobody runs the attempt
        }
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
