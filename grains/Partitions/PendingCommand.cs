using JobScheduler.Grains.Core;

namespace JobScheduler.Grains.Partitions;

/// <summary>A command that waits for its answer, with the caller's patience.</summary>
internal sealed class PendingCommand(CoreCommand command, long askedAt, int bytes)
{
    private readonly TaskCompletionSource<CoreReply> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal CoreCommand Command { get; } = command;

    /// <summary><see cref="TimeProvider.GetTimestamp"/> when it was asked.</summary>
    internal long AskedAt { get; } = askedAt;

    /// <summary>What it counts among the bytes that callers may have pending; what nobody may refuse does not count.</summary>
    internal int Bytes => CanGiveUp ? bytes : 0;

    /// <summary>Decided in the batch that is under way; null before.</summary>
    internal CoreReply? Reply { get; set; }

    internal Task<CoreReply> Answer => _answer.Task;

    internal bool IsAnswered => _answer.Task.IsCompleted;

    /// <summary>Only callers give up; what attempts and this node itself want stays queued until it is durable.</summary>
    internal bool CanGiveUp => Command is not (CoreCommand.Report or CoreCommand.Lost or CoreCommand.Delivered);

    internal void Complete(CoreReply reply) => _answer.TrySetResult(reply);
}
