using JobScheduler.Grains.Core;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Partitions;

/// <content>The main loop: claim, dispatch, record.</content>
public sealed partial class PartitionGrain
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private TimeSpan _pause = FirstPause;
    private int _granted;
    private ClusterState? _typesOf;
    private HashSet<string> _jobTypes = [];
    private Dictionary<string, string[]>? _elsewhere;

    private async Task PumpAsync()
    {
        await Task.Yield(); // what arrives in the same moment goes into the same batch
        while (_again && !_fenced && !_stop.IsCancellationRequested && MayGoOn)
        {
            _again = false;
            _cycle++;
            try
            {
                await CycleAsync();
            }
            catch (StoreUnavailableException e)
            {
                _node.Health.Store(e.Message);
                _node.Metrics.Store.Unavailable();
                LogStoreProblem(e);
                await AgainAfterPauseAsync();
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                // A bug, or a store that breaks its contract: the core may be half decided, so it is made again from what is stored.
                LogFailedCycle(e);
                Abandon();
                await AgainAfterPauseAsync();
            }
            catch (OperationCanceledException)
            {
                break;
            }
            finally
            {
                ReturnGrants();
            }
        }

        _pumping = false;
        if (_leaving)
            EndLeaving();
        else
            SetAlarm();
    }

    private async Task CycleAsync()
    {
        // 0 own: a term, and the rows that a new owner must know
        if ((_core ?? await TakeOverAsync()) is not { } core)
            return;
        core.Begin(_node.Now, View());

        // 1 take and load: the commands of this batch, and every row that they or the clock need
        TakeCommands();
        await DropLateMessagesAsync();
        await LoadAsync(core);
        core.Begin(_node.Now, View());

        // 2 decide
        Decide(core);
        core.Advance();

        // 3 claim: as many as the node grants this partition
        Claim(core);
        await PromoteAsync(core);

        // 4 record: one fenced commit; nothing is answered or dispatched before it is durable
        var commit = core.Build();
        if (commit is not null && !await CommitAsync(core, commit))
            return;

        // 5 dispatch and answer
        _granted = 0; // from here on each claim's token stands for it
        var effects = core.Committed();
        if (commit is not null)
            _node.Slots.CommitDone(_partition);
        _pause = FirstPause;
        Perform(effects);
        AnswerBatch();
        StartClaimed(effects);
        ForgetEnded(core);
        _again |= _urgent.Count > 0 || _inbox.Count > 0 || core.HasMore;
    }

    private PartitionView View() =>
        new(_node.Settings.Node, JobTypes(), _node.Queues.Paused, !_node.Attempts.Draining && !_retired && !_leaving && _node.Queues.IsTrusted)
        {
            Elsewhere = _elsewhere,
            Partitions = _node.Settings.Partitions,
            MisfireAfterMs = (long)_node.Settings.MisfireAfter.TotalMilliseconds,
            Retention = _node.Settings.Retention,
            // Where slots are scarce, what is due has them first.
            LeadMs = _node.Slots.Claimed <= _node.Slots.Slots / 2 ? _node.Lead.Ms : PartitionView.LeastLeadMs,
        };

    private HashSet<string> JobTypes()
    {
        var cluster = _node.Cluster.Current;
        if (ReferenceEquals(cluster, _typesOf))
            return _jobTypes;
        _typesOf = cluster;
        _jobTypes = [.. _handlers.JobTypes, .. cluster.TypesElsewhere.Keys];
        var lacking = cluster.TypesElsewhere.Where(type => !_handlers.Handles(type.Key)).ToDictionary(StringComparer.Ordinal);
        _elsewhere = lacking.Count == 0 ? null : lacking;
        return _jobTypes;
    }

    private void TakeCommands()
    {
        TakeReports();
        while (_batch.Count < MostCommands && (_urgent.TryTake(out var first) || _inbox.TryTake(out first)))
            _batch.Add(first);
    }

    private async Task LoadAsync(PartitionCore core)
    {
        while (core.Missing(_batch.Select(pending => pending.Command)) is { } request)
            core.Supply(request, await _store.LoadAsync(_partition, request, _stop));
        for (var pages = core.MissingPages(); pages.Count > 0; pages = core.MissingPages())
        {
            foreach (var page in pages)
                core.Supply(page, await _store.ReadEntriesAsync(_partition, page.Line, page.After, page.UpTo, page.Limit, _stop));
            if (core.Missing(_batch.Select(pending => pending.Command)) is { } more)
                core.Supply(more, await _store.LoadAsync(_partition, more, _stop));
        }
    }

    /// <summary>Keys that lost their holder in this batch get the next one in the same commit.</summary>
    private async Task PromoteAsync(PartitionCore core)
    {
        try
        {
            for (var keys = core.OrphanedKeys(); keys.Count > 0; keys = core.OrphanedKeys())
            {
                foreach (var page in keys)
                    core.Supply(page, await _store.ReadEntriesAsync(_partition, page.Line, page.After, page.UpTo, page.Limit, _stop));
                _again = true; // who was promoted may be claimed
            }
        }
        catch (StoreUnavailableException)
        {
            // The batch is decided and cannot be committed as it is: the core is made again, the commands are decided again.
            _core = null;
            throw;
        }
    }

    private void Decide(PartitionCore core)
    {
        var decided = 0;
        while (decided < _batch.Count && core.IsReadyFor(_batch[decided].Command))
        {
            var pending = _batch[decided++];
            if (!pending.IsAnswered)
                pending.Reply = core.Decide(pending.Command);
        }

        // What did not fit comes first in the next batch.
        for (var i = _batch.Count - 1; i >= decided; i--)
            InboxOf(_batch[i]).AddFirst(_batch[i]);
        _batch.RemoveRange(decided, _batch.Count - decided);
    }

    private void Claim(PartitionCore core)
    {
        // More than can be granted: the rest is published, so that no worse job of another partition gets the next slot.
        var shown = _node.Slots.Shown;
        var heads = core.Ready(shown);
        var more = heads.Count == shown;
        _granted = _node.Slots.Grant(_partition, heads, _poke, more);
        if (_granted == 0)
            return;
        _again |= more && _granted == heads.Count;
        var claimed = core.Claim(_granted);
        if (claimed == _granted)
            return;
        _node.Slots.Return(_granted - claimed);
        _granted = claimed;
        _again = true; // expired or unknown heads were in the way, or the batch is full
    }

    /// <summary>What the node granted and is not durable goes back, however the cycle ended.</summary>
    private void ReturnGrants()
    {
        var granted = _granted;
        _granted = 0;
        _node.Slots.Return(granted);
    }

    private void AnswerBatch()
    {
        foreach (var pending in _batch)
        {
            _pendingBytes -= pending.Bytes;
            if (pending is { Reply.Status: PartitionStatus.Done, Command: CoreCommand.Submit })
                _node.Stats.Submitted();
            // What it shows of a job is the row as it is now: later decisions on the job are not durable yet and must not be seen.
            pending.Complete(pending.Reply ?? Refusal(PartitionStatus.Unavailable, "The request was given up."));
        }

        _batch.Clear();
    }

    private async Task AgainAfterPauseAsync()
    {
        PutBatchBack();
        _node.Slots.Withhold(_partition);
        _again = true;
        await Task.Delay(_pause, _node.Clock, _stop).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        _pause = Backoff.Next(_pause, LongestPause);
    }

    /// <summary>Commands whose batch was not written are decided again.</summary>
    private void PutBatchBack()
    {
        for (var i = _batch.Count - 1; i >= 0; i--)
        {
            _batch[i].Reply = null;
            if (_batch[i].IsAnswered)
                _pendingBytes -= _batch[i].Bytes;
            else
                InboxOf(_batch[i]).AddFirst(_batch[i]);
        }

        _batch.Clear();
    }

    private void SetAlarm()
    {
        if (_core is { } core)
            _alarm?.Set(Math.Min(core.NextDueAt ?? long.MaxValue, core.NextPageAt));
    }
}
