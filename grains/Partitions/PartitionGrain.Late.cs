using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;

namespace JobScheduler.Grains.Partitions;

/// <content>What comes late from an owner that is one no more: messages of other partitions; and the own term, when nothing is written.</content>
public sealed partial class PartitionGrain
{
    private const long NoTerm = -1;
    private const int LooksAtOnce = 32;

    // Well below the time in which a silo is declared dead.
    private static readonly TimeSpan LongCommit = TimeSpan.FromSeconds(2);
    private long _committedAt;
    private bool _lookingAtTerm;

    /// <summary>
    /// Leaves out messages whose send row is gone: what they say was applied, and perhaps overtaken, before. A sender that was frozen or
    /// fenced on the way may deliver so late. Messages that insert a job need no look: its id is fixed.
    /// </summary>
    /// <remarks>
    /// Checkpoint "in order": the next row about a job is delivered only after this one's was removed by a commit. So while the row is
    /// there nothing that follows it has come yet; and what comes now is taken into a later batch.
    /// </remarks>
    private async Task DropLateMessagesAsync()
    {
        foreach (var some in _batch.FindAll(static pending => NeedsItsRow(pending.Command)).Chunk(LooksAtOnce))
        {
            var there = await Task.WhenAll(some.Select(static pending => ((CoreCommand.Deliver)pending.Command).Job).Select(IsThereAsync));
            foreach (var (late, _) in some.Zip(there).Where(static each => !each.Second))
            {
                _batch.Remove(late);
                _pendingBytes -= late.Bytes;
                late.Complete(new CoreReply(PartitionStatus.Done));
            }
        }
    }

    private static bool NeedsItsRow(CoreCommand command) => command is CoreCommand.Deliver { Job: { SendId: not 0, Kind: not SentKind.Job } };

    private async Task<bool> IsThereAsync(SentJob sent) =>
        await _store.ReadSendsAsync(sent.Sender, sent.SendId - 1, 1, _stop) is [var row] && row.Id == sent.SendId;

    /// <summary>
    /// A commit whose answer took so long that another owner may be there since is not acted on before the stored term was looked at: a
    /// process that stood still meanwhile would start attempts that were declared lost.
    /// </summary>
    private async Task<bool> IsOvertakenAsync(long began)
    {
        if (_node.Cluster.IsAlone || _node.Clock.GetElapsedTime(began) < LongCommit)
            return false;
        var stored = (await AcquireAsync(NoTerm)).Head;
        return stored.Term != _term && !IsOurs(stored);
    }

    /// <summary>
    /// An owner that writes hears of another one by its next commit. One that has nothing to write looks at the stored term from time to
    /// time, where there may be others: by an acquire under a condition that no term meets.
    /// </summary>
    private void LookAtTerm()
    {
        if (_node.Cluster.IsAlone || _pumping || _lookingAtTerm || _committed is null || _node.Clock.GetElapsedTime(_committedAt) < _node.Settings.LookAtTermAfter)
            return;
        _lookingAtTerm = true;
        _ = LookAtTermAsync();
    }

    private async Task LookAtTermAsync()
    {
        try
        {
            var stored = (await _store.AcquireTermAsync(_partition, _owner, NoTerm, _stop)).Head;
            _committedAt = _node.Clock.GetTimestamp();
            if (stored.Term > _term && !IsOurs(stored) && !_fenced && !_retired)
                Fenced();
        }
        catch (Exception e) when (e is StoreUnavailableException or OperationCanceledException)
        {
            // Asked again.
        }
        finally
        {
            _lookingAtTerm = false;
        }
    }
}
