using JobScheduler.Grains.Core;
using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Partitions;

/// <content>What is done once a batch is durable.</content>
public sealed partial class PartitionGrain
{
    private void Perform(IReadOnlyList<Effect> effects)
    {
        foreach (var effect in effects)
        {
            _node.Metrics.Jobs.Note(effect);
            switch (effect)
            {
                case Effect.Stop stop:
                    Stop(stop);
                    break;
                case Effect.QueueChanged queue:
                    _node.Queues.Push(queue.Queue);
                    LogQueue(queue.Queue);
                    break;
                case Effect.Send send:
                    _ = SendAsync(send.Row);
                    break;
                case Effect.AttemptFailed failed:
                    LogFailedAttempt(failed.Job);
                    TraceFailedAttempt(failed.Job);
                    break;
                case Effect.Changed changed:
                    _node.Events.Signal(changed.Job.JobId);
                    if (_node.Changes.IsOn)
                        _node.Changes.Add(ChangedJobs.Of(changed, _view with { Now = _node.Now }));
                    break;
            }
        }
    }

    /// <summary>After the answers: who submitted a job is shown it as it was stored, not as far as it has come since.</summary>
    private void StartClaimed(IReadOnlyList<Effect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect is not Effect.Start { Job: var job })
                continue;
            if (!_leaving && (_retired || _node.Attempts.Draining))
            {
                _node.Slots.Ended();
                TakeBack(job.JobId, job.Token);
                continue;
            }

            SchedulerActivities.Claimed(job, _partition, _node.Now);
            if (IsHere(job.Newest!.Node))
                StartHere(job);
            else
                _ordered = Task.WhenAll(_ordered, StartAsync(job));
        }
    }

    /// <summary>An attempt that was claimed while the node stopped is handed back; nobody has begun it.</summary>
    private void TakeBack(string jobId, long token) =>
        Tell(new CoreCommand.Report(new AttemptReport { JobId = jobId, Token = token, Kind = ReportKind.NotBegun }, _node.Settings.Draw()));

    private void GiveSlotBack(long token)
    {
        if (_node.Attempts.TryEnd(_partition, token))
            _node.Slots.Ended();
    }

    /// <summary>Delivers a send row until the target has it on disk; delivering it again changes nothing. Rows about one job go one after the other.</summary>
    private async Task SendAsync(SendRecord send)
    {
        if (!_sending.Add(send.Id))
            return; // since before the core was made again
        var before = _sendsOfJob.GetValueOrDefault(send.JobId);
        var own = new TaskCompletionSource();
        _sendsOfJob[send.JobId] = own.Task;
        if (before is not null)
            await before;
        await DeliverAsync(send);
        _sending.Remove(send.Id);
        if (_sendsOfJob.GetValueOrDefault(send.JobId) == own.Task)
            _sendsOfJob.Remove(send.JobId);
        own.SetResult();
    }

    private async Task DeliverAsync(SendRecord send)
    {
        var target = GrainFactory.GetGrain<IPartitionGrain>(send.Target);
        var sent = new SentJob
        {
            JobId = send.JobId,
            Spec = send.Spec,
            Kind = send.Kind,
            ScheduleId = send.ScheduleId,
            Sender = _partition,
            SendId = send.Id,
        };
        for (var pause = FirstPause; !_retired && _core?.Sends.ContainsKey(send.Id) == true; pause = Backoff.Next(pause, LongestPause))
        {
            try
            {
                if (await target.DeliverAsync(sent) is PartitionStatus.Done or PartitionStatus.Existing)
                {
                    await AskAsync(new CoreCommand.Delivered(send.Id));
                    return;
                }
            }
            catch (Exception e) when (!_retired)
            {
                LogSendFailed(e, _partition, send.Target);
            }

            await Task.Delay(pause, _node.Clock, _stop).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Queues a command nobody waits for.</summary>
    private void Tell(CoreCommand command) => _ = AskAsync(command);

    // Asking an attempt to stop is repeated by nobody: the cancel is in the row, and decides when the attempt ends.
    private static async Task IgnoreAsync(Task call) =>
        await call.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
}
