using JobScheduler.Grains.Core;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Partitions;

/// <content>Attempts on other nodes: started there because this one lacks their type, or found running there by a new owner.</content>
public sealed partial class PartitionGrain
{
    private static readonly TimeSpan AskFor = TimeSpan.FromSeconds(60);

    // Tokens that were started elsewhere and hold a claim of this node until they end.
    private readonly HashSet<long> _distant = [];

    // Completes when every attempt that was handed to another node has arrived there, or not.
    private Task _ordered = Task.CompletedTask;

    /// <summary>Whether attempts of a node are reached without a call.</summary>
    private bool IsHere(string node) => node == _node.Settings.Node && !_node.Settings.StartsByCalls;

    private INodeGrain NodeOf(string name) => GrainFactory.GetGrain<INodeGrain>(name);

    /// <summary>
    /// Hands an attempt to its node by a call, once per token. If it is not known whether that arrived, the job is claimed again under a
    /// higher token.
    /// </summary>
    private async Task StartAsync(JobRecord job)
    {
        var node = NodeOf(job.Newest!.Node);
        var isOwn = job.Newest.Node == _node.Settings.Node;
        _starting.Add(job.Token);
        _node.Attempts.Dispatched(_partition, job.Token);
        if (!isOwn)
            _distant.Add(job.Token);
        try
        {
            await node.StartAsync(OrderOf(job));
        }
        catch (Exception) when (isOwn && _node.Attempts.Draining && !_node.Attempts.Has(job.JobId, job.Token))
        {
            GiveSlotBack(job.Token);
            TakeBack(job.JobId, job.Token); // it did not arrive, and while the node drains no handler is entered any more
        }
        catch (Exception e) when (!_retired)
        {
            LogStartFailed(e, job.JobId, job.Token);
            GiveSlotBack(job.Token);
            if (!isOwn)
                _ = IgnoreAsync(node.CancelAsync(job.JobId, job.Token)); // the next attempt may be on another node
            Tell(new CoreCommand.Lost(job.JobId, job.Token, _node.Settings.Draw()));
        }
        catch (Exception)
        {
            GiveSlotBack(job.Token); // stopping: the next owner finds the running row and that nobody runs it
        }
        finally
        {
            _starting.Remove(job.Token);
        }
    }

    /// <summary>Attempts elsewhere that have ended: what they held here is free.</summary>
    private void ForgetEnded(PartitionCore core)
    {
        if (_distant.Count == 0)
            return;
        foreach (var token in _distant.Where(token => !core.Running.ContainsKey(token)).ToList())
        {
            GiveSlotBack(token);
            _distant.Remove(token);
        }
    }

    private void Stop(Effect.Stop stop)
    {
        if (IsHere(stop.Node))
            _node.Attempts.Find(stop.JobId, stop.Token)?.RequestStop(Jobs.StopCause.Cancelled);
        else
            _ = IgnoreAsync(NodeOf(stop.Node).CancelAsync(stop.JobId, stop.Token));
    }

    /// <summary>A new owner keeps an attempt that its node confirms; any other is lost. Each node is asked once for all of its attempts.</summary>
    private void Confirm(IEnumerable<RunningJob> running)
    {
        foreach (var attempts in running.GroupBy(row => row.Job.Newest?.Node ?? ""))
        {
            var refs = attempts.Select(row => new AttemptRef(row.Job.JobId, row.Running.Token)).ToArray();
            if (IsHere(attempts.Key))
                TellLost(refs, Array.ConvertAll(refs, each => _node.Attempts.Has(each.JobId, each.Token)));
            else
                _ = ConfirmAsync(attempts.Key, refs);
        }
    }

    /// <summary>
    /// Asks a node until it answers or is dead by the membership, which never takes long for one that does not answer; and, whatever the
    /// membership says, for a minute at most. The attempts are kept meanwhile.
    /// </summary>
    private async Task ConfirmAsync(string node, AttemptRef[] attempts)
    {
        var began = _node.Clock.GetTimestamp();
        for (var pause = FirstPause; !_retired; pause = Backoff.Next(pause, LongestPause))
        {
            try
            {
                var here = await _node.Cluster.IsAliveAsync(node) ? await NodeOf(node).ConfirmAsync(attempts) : new bool[attempts.Length];
                TellLost(attempts, here);
                return;
            }
            catch (Exception e) when (!_retired)
            {
                LogConfirmFailed(e, _partition, node, attempts.Length);
                if (_node.Clock.GetElapsedTime(began) >= AskFor)
                {
                    TellLost(attempts, new bool[attempts.Length]);
                    return;
                }
            }

            await Task.Delay(pause, _node.Clock, _stop).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void TellLost(AttemptRef[] attempts, bool[] here)
    {
        for (var i = 0; i < attempts.Length && !_retired; i++)
        {
            if (!here[i])
                Tell(new CoreCommand.Lost(attempts[i].JobId, attempts[i].Token, _node.Settings.Draw()));
        }
    }
}
