using JobScheduler.Grains.Core;

namespace JobScheduler.Grains.Partitions;

/// <content>How a partition leaves its node, asked to or because it found that it is not the owner any more. See TERMS.md.</content>
public sealed partial class PartitionGrain
{
    // One for what is urgent when it is asked to leave, one for what the cycle that was under way left to take back.
    private const int CyclesToLeave = 2;
    private static readonly CoreReply Moving = Refusal(PartitionStatus.Moving, "The partition is moving or stopping.");
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _leaving;
    private bool _left;
    private int _cyclesToLeave;

    private bool MayGoOn => !_leaving || _cyclesToLeave-- > 0;

    /// <summary>From any thread: the partition is to be active on another node. Completes when it has ended here.</summary>
    private Task LeaveAsync()
    {
        _ = Task.Factory.StartNew(Leave, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turns);
        return _gone.Task;
    }

    /// <summary>
    /// Callers whose commands are not decided yet ask the next owner; nothing was done for them. What is decided is written and answered.
    /// The attempts stay where they are, and report by calls.
    /// </summary>
    private void Leave()
    {
        if (_leaving || _retired)
            return;
        (_leaving, _cyclesToLeave) = (true, CyclesToLeave);
        while (_inbox.TryTake(out var waiting))
        {
            _pendingBytes -= waiting.Bytes;
            waiting.Complete(Moving);
        }

        Kick();
        DeactivateOnIdle();
    }

    /// <summary>The pump has ended: calls that still wait must not hold up the end of this activation.</summary>
    private void EndLeaving()
    {
        _left = true;
        RefuseAll();
    }

    private async Task LeaveInOrderAsync()
    {
        await _pump;
        await _ordered;
    }

    /// <summary>This activation is over.</summary>
    private void Left()
    {
        _node.Partitions.Remove(_partition, _leave);
        foreach (var token in _distant)
            GiveSlotBack(token);
        _distant.Clear();
        _node.Events.SignalAll(); // who waits for a change here must ask elsewhere
        _gone.TrySetResult();
    }

    private void RefuseAll()
    {
        RefuseReports();
        while (_urgent.TryTake(out var waiting) || _inbox.TryTake(out waiting))
            waiting.Complete(Moving);
        foreach (var pending in _batch)
            pending.Complete(_fenced && !_uncertain
                ? Refusal(PartitionStatus.Unavailable, "The partition has another owner.")
                : Refusal(PartitionStatus.OutcomeUnknown, "The partition stopped before the store answered."));
        _batch.Clear();
        _pendingBytes = 0;
    }
}
