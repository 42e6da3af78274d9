using JobScheduler.Grains.Core;
using JobScheduler.Grains.Jobs;

namespace JobScheduler.Grains.Partitions;

/// <summary>A command that waits for its answer.</summary>
internal abstract class PendingCommand(CoreCommand command, long askedAt, int bytes)
{
    internal CoreCommand Command { get; } = command;

    /// <summary><see cref="TimeProvider.GetTimestamp"/> when it was asked.</summary>
    internal long AskedAt { get; } = askedAt;

    /// <summary>What it counts among the bytes that callers may have pending; what nobody may refuse does not count.</summary>
    internal int Bytes => CanGiveUp ? bytes : 0;

    /// <summary>Decided in the batch that is under way; null before.</summary>
    internal CoreReply? Reply { get; set; }

    /// <summary>The one behind it in its <see cref="PendingQueue"/>.</summary>
    internal PendingCommand? Next { get; set; }

    internal abstract bool IsAnswered { get; }

    /// <summary>Only callers give up; what attempts and this node itself want stays queued until it is durable.</summary>
    internal bool CanGiveUp => Command is not (CoreCommand.Report or CoreCommand.Lost or CoreCommand.Delivered);

    /// <summary>Answers; the first answer counts.</summary>
    internal abstract void Complete(CoreReply reply);
}

/// <summary>How an attempt of this node ended.</summary>
internal sealed class ReportedOutcome(CoreCommand.Report command, long askedAt, AttemptControl attempt, AttemptRunner runner)
    : PendingCommand(command, askedAt, 0)
{
    private bool _answered;

    internal override bool IsAnswered => _answered;

    internal override void Complete(CoreReply reply)
    {
        if (_answered)
            return;
        _answered = true;
        var answer = reply.Status is PartitionStatus.Done or PartitionStatus.NotFound ? reply.Report : ReportAnswer.TryAgain;
        runner.Reported(attempt, command.Attempt, answer);
    }
}
