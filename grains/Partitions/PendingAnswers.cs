using JobScheduler.Grains.Core;

namespace JobScheduler.Grains.Partitions;

/// <summary>A command with an answer of its own.</summary>
internal sealed class PendingOne<T>(CoreCommand command, long askedAt, int bytes, Func<CoreReply, T> show) : PendingCommand(command, askedAt, bytes)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<T> Answer => _answer.Task;

    internal override bool IsAnswered => _answer.Task.IsCompleted;

    internal override void Complete(CoreReply reply)
    {
        if (IsAnswered)
            return;
        try
        {
            _answer.SetResult(show(reply));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _answer.SetException(e); // it is the caller's: the batch is durable, and must not be decided again
        }
    }
}

/// <summary>One of several commands that are answered together.</summary>
internal sealed class PendingPart<T>(CoreCommand command, long askedAt, int bytes, PendingMany<T> all, int index)
    : PendingCommand(command, askedAt, bytes)
{
    private bool _isAnswered;

    internal override bool IsAnswered => _isAnswered;

    internal override void Complete(CoreReply reply)
    {
        if (_isAnswered)
            return;
        _isAnswered = true;
        all.Complete(index, reply);
    }
}

/// <summary>The answers to several commands, given when the last of them is there. For the turns of one grain.</summary>
internal sealed class PendingMany<T>
{
    private readonly TaskCompletionSource<T[]> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<CoreReply, T> _show;
    private readonly T[] _answers;
    private int _left;

    internal PendingMany(int count, Func<CoreReply, T> show)
    {
        (_show, _answers, _left) = (show, new T[count], count);
        if (count == 0)
            _answer.SetResult(_answers);
    }

    internal Task<T[]> Answer => _answer.Task;

    internal void Complete(int index, CoreReply reply)
    {
        try
        {
            _answers[index] = _show(reply);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _answer.TrySetException(e);
        }

        if (--_left == 0)
            _answer.TrySetResult(_answers);
    }
}
