using JobScheduler.Grains.Core;
using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Partitions;

/// <content>Terms and commits: who may write, and what is done when it is not known whether a write happened. See TERMS.md.</content>
public sealed partial class PartitionGrain
{
    private PartitionHead? _committed;

    /// <summary>
    /// Makes this activation the owner, or goes on as the owner after a rejected commit, with a core made from the store. Null: there
    /// is another owner since, and this activation stops. Only an activation that never had a term takes it from anybody.
    /// </summary>
    private async Task<PartitionCore?> TakeOverAsync()
    {
        if (_committed is null)
        {
            var acquired = await _store.AcquireTermAsync(_partition, _owner, _term, _stop);
            if (!acquired.Acquired && !IsOurs(acquired.Head))
            {
                Fenced();
                return null;
            }

            (_committed, _term, _committedAt) = (acquired.Head, acquired.Head.Term, _node.Clock.GetTimestamp());
            _node.Metrics.Store.TermChanged(TermChange.Acquired);
            Quietly(() => LogAcquired(_partition, acquired.Head.Term, acquired.Head.Seq));
        }

        var head = _committed;

        var rows = new RecoveredRows(
            await _store.ReadLinesAsync(_partition, _stop),
            await _store.ReadRunningAsync(_partition, _stop),
            await _store.ReadQueuesAsync(_partition, _stop),
            await _store.ReadCountersAsync(_partition, _stop),
            await ReadSendsAsync());
        var core = new PartitionCore(head, rows, _node.Settings.Sizes);
        _core = core;
        foreach (var queue in rows.Queues)
            _node.Queues.Push(queue);
        Confirm(rows.Running.Where(row => !_starting.Contains(row.Running.Token)));
        foreach (var send in rows.Sends)
            _ = SendAsync(send);
        ShowFigures();
        _node.Health.Serve(_partition, true);
        _again = true;
        return core;
    }

    private async Task<IReadOnlyList<SendRecord>> ReadSendsAsync()
    {
        const int page = 256;
        var all = new List<SendRecord>();
        IReadOnlyList<SendRecord> read;
        do
        {
            read = await _store.ReadSendsAsync(_partition, all.Count == 0 ? long.MinValue : all[^1].Id, page, _stop);
            all.AddRange(read);
        }
        while (read.Count == page);
        return all;
    }

    /// <summary>
    /// Writes the batch. True: it is durable. False: it is certainly not, or this activation is no longer the owner; the core is gone
    /// and what was asked for is refused or queued again.
    /// </summary>
    private async Task<bool> CommitAsync(PartitionCore core, CommitBatch commit)
    {
        var began = _node.Clock.GetTimestamp();
        var result = await WriteAsync(commit);
        while (result.Status == CommitStatus.Unknown)
        {
            _uncertain = true;
            LogUnknownCommit(commit, result);
            (result, commit) = await ResolveAsync(core, commit);
        }

        if (result.Status == CommitStatus.Applied && await IsOvertakenAsync(began))
        {
            _uncertain = true; // what was written is the next owner's to tell
            result = CommitResult.Fenced;
        }

        if (result.Status == CommitStatus.Applied)
        {
            _again |= _uncertain; // its heads are withheld since: they are shown again
            _uncertain = false;
            // Checkpoint "nothing accepted is lost": only from here on may anybody hear of the batch.
            _committed = core.Head;
            _committedAt = _node.Clock.GetTimestamp();
            _node.Health.Store(null);
            _log.LogStoreWorks(_node);
            return true;
        }

        ReturnGrants();
        _core = null;
        if (result.Status == CommitStatus.Fenced)
        {
            Fenced();
            return false;
        }

        _uncertain = false;
        await RejectedAsync(result);
        return false;
    }

    /// <summary>
    /// After an unknown commit: acquire again with the old term as the condition. If another owner is there, stop. Else no write of
    /// the old term can happen any more, and the stored seq says whether the batch did; if it did not, it is sent once more.
    /// </summary>
    private async Task<(CommitResult Result, CommitBatch Commit)> ResolveAsync(PartitionCore core, CommitBatch commit)
    {
        _node.Slots.Withhold(_partition);
        var acquired = await AcquireAsync(_term);
        if (!acquired.Acquired && !IsOurs(acquired.Head))
            return (CommitResult.Fenced, commit);
        _term = acquired.Head.Term;
        _committed = acquired.Head;
        core.Reacquired(acquired.Head.Term);
        _node.Metrics.Store.TermChanged(TermChange.Reacquired);
        if (acquired.Head.Seq == commit.Seq + 1)
            return (CommitResult.Applied, commit);
        var again = commit with { Term = acquired.Head.Term, Head = commit.Head with { Term = acquired.Head.Term } };
        return (await WriteAsync(again), again);
    }

    /// <summary>Until the store answers.</summary>
    private async Task<AcquireResult> AcquireAsync(long? expected)
    {
        for (var pause = FirstPause; ; pause = Backoff.Next(pause, LongestPause))
        {
            try
            {
                return await _store.AcquireTermAsync(_partition, _owner, expected, _stop);
            }
            catch (StoreUnavailableException e)
            {
                _node.Health.Store(e.Message);
                _node.Metrics.Store.Unavailable();
                LogStoreProblem(e);
                await Task.Delay(pause, _node.Clock, _stop);
            }
        }
    }

    // An acquire whose answer was lost has raised the term under this activation's own name, which no other ever has.
    private bool IsOurs(PartitionHead head) => head.Owner == _owner && head.Term > _term;

    private void Fenced()
    {
        Quietly(() => LogFenced(_partition, _term ?? 0));
        _node.Metrics.Store.TermChanged(TermChange.Lost);
        _committed = null;
        _retired = true;
        _fenced = true; // the pump stops: another cycle would acquire the term again, from an owner that is in its right
        _node.Health.Serve(_partition, false);
        _node.Slots.Withdraw(_partition);
        RefuseAll();
        DeactivateOnIdle();
    }

    /// <summary>Certainly not written and the term is kept: callers are told, attempts' outcomes stay queued.</summary>
    private async Task RejectedAsync(CommitResult result)
    {
        var status = result.Reason == RejectReason.DiskFull ? PartitionStatus.StorageFull : PartitionStatus.Unavailable;
        var detail = result.Reason == RejectReason.DiskFull ? "The disk of the store is full." : result.Detail ?? "The store cannot be written now.";
        _node.Health.Store(detail);
        LogRejectedCommit(result);
        if (result.Reason == RejectReason.Conflict)
            _committed = null; // a bug, or rows that another owner wrote: go on only if the term is still this activation's
        foreach (var pending in _batch.Where(pending => pending.CanGiveUp))
            pending.Complete(Refusal(status, detail));
        await AgainAfterPauseAsync();
    }

    /// <summary>The core is dropped; the next cycle makes it again from the store.</summary>
    private void Abandon()
    {
        _core = null;
        _committed = null;
        _uncertain = false;
        PutBatchBack();
    }
}
