using System.Diagnostics.CodeAnalysis;

namespace JobScheduler.Grains.Partitions;

/// <summary>Commands that wait, in order; linked through themselves, as each is in one queue at most. For the turns of one grain.</summary>
internal sealed class PendingQueue
{
    private PendingCommand? _first;
    private PendingCommand? _last;

    internal int Count { get; private set; }

    internal void AddLast(PendingCommand command)
    {
        if (_last is null)
            _first = command;
        else
            _last.Next = command;
        _last = command;
        Count++;
    }

    internal void AddFirst(PendingCommand command)
    {
        command.Next = _first;
        _first = command;
        _last ??= command;
        Count++;
    }

    internal bool TryTake([NotNullWhen(true)] out PendingCommand? command)
    {
        command = _first;
        if (command is null)
            return false;
        (_first, command.Next) = (command.Next, null);
        if (_first is null)
            _last = null;
        Count--;
        return true;
    }
}
