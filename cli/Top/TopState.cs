namespace JobScheduler.Cli.Top;

/// <summary>What a person has chosen: keys change it, nothing else does.</summary>
internal sealed class TopState
{
    private int _index;

    /// <summary>Which rows are shown.</summary>
    public TopTab Tab { get; private set; }

    /// <summary>The row that keys act on: it is followed when rows move. Null: there is none.</summary>
    public string? Selected { get; private set; }

    /// <summary>The job that is looked into.</summary>
    public string? OpenJob { get; private set; }

    /// <summary>Lines of the open job that have been scrolled past.</summary>
    public int Scrolled { get; private set; }

    /// <summary>What waits for a yes.</summary>
    public TopAction? Asked { get; private set; }

    /// <summary>The screen stands still.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>The keys are explained.</summary>
    public bool ShowsHelp { get; private set; }

    /// <summary>It is over.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The newest look, or null.</summary>
    public TopData? Data { get; private set; }

    /// <summary>Takes a new look. A selected row that is gone gives way to the one in its place.</summary>
    public void Take(TopData data)
    {
        if (data.Tab != Tab)
            return; // asked for before the tab was changed
        Data = data;
        var ids = data.Ids;
        var found = Selected is null ? -1 : ids.ToList().IndexOf(Selected);
        _index = ids.Count == 0 ? 0 : found >= 0 ? found : Math.Min(_index, ids.Count - 1);
        Selected = ids.Count == 0 ? null : ids[_index];
    }

    /// <summary>Acts on a key.</summary>
    /// <returns>What is to be done at the scheduler, or null.</returns>
    public TopAction? Press(ConsoleKeyInfo key)
    {
        if (Asked is { } asked)
        {
            Asked = null;
            return key.KeyChar is 'y' or 'Y' ? asked : null;
        }

        if (ShowsHelp)
            ShowsHelp = false;
        else if (!Move(key))
            Choose(key);
        return null;
    }

    private bool Move(ConsoleKeyInfo key)
    {
        int? by = key switch
        {
            { Key: ConsoleKey.UpArrow } or { KeyChar: 'k' } => -1,
            { Key: ConsoleKey.DownArrow } or { KeyChar: 'j' } => 1,
            { Key: ConsoleKey.PageUp } => -10,
            { Key: ConsoleKey.PageDown } => 10,
            { Key: ConsoleKey.Home } => int.MinValue / 2,
            { Key: ConsoleKey.End } => int.MaxValue / 2,
            _ => null,
        };
        if (by is not { } distance)
            return false;
        if (OpenJob is not null)
        {
            Scrolled = Math.Max(0, Scrolled + Math.Clamp(distance, -1000, 1000));
        }
        else if (Data?.Ids is { Count: > 0 } ids)
        {
            _index = Math.Clamp(_index + distance, 0, ids.Count - 1);
            Selected = ids[_index];
        }

        return true;
    }

    private void Choose(ConsoleKeyInfo key)
    {
        switch (key)
        {
            case { Key: ConsoleKey.Escape } or { Key: ConsoleKey.Backspace } or { KeyChar: 'q' } when OpenJob is not null:
                OpenJob = null;
                break;
            case { KeyChar: 'q' }:
                HasEnded = true;
                break;
            case { Key: ConsoleKey.Enter } when OpenJob is null && Tab != TopTab.Queues && Selected is not null:
                (OpenJob, Scrolled) = (Selected, 0);
                break;
            case { Key: ConsoleKey.Tab }:
                Show((TopTab)(((int)Tab + 1) % Enum.GetValues<TopTab>().Length));
                break;
            case { KeyChar: >= '1' and <= '4' and var digit }:
                Show((TopTab)(digit - '1'));
                break;
            case { KeyChar: ' ' }:
                IsFrozen = !IsFrozen;
                break;
            case { KeyChar: '?' or 'h' }:
                ShowsHelp = true;
                break;
            default:
                Asked = Ask(key.KeyChar);
                break;
        }
    }

    private void Show(TopTab tab) => (Tab, Selected, OpenJob, _index, Data) = (tab, null, null, 0, Data is null ? null : Data with { Tab = tab, Jobs = [] });

    private TopAction? Ask(char key)
    {
        if (Tab == TopTab.Queues && OpenJob is null)
        {
            var queue = Data?.Queues.FirstOrDefault(queue => queue.Name == Selected);
            return key == 'p' && queue is not null ? new(queue.Paused ? TopActionKind.Resume : TopActionKind.Pause, queue.Name) : null;
        }

        if ((OpenJob ?? Selected) is not { } job)
            return null;
        return key switch
        {
            'c' => new(TopActionKind.Cancel, job),
            'r' => new(TopActionKind.Retry, job),
            'n' => new(TopActionKind.Run, job),
            'p' when Queue(job) is { } queue => new(queue.Paused ? TopActionKind.Resume : TopActionKind.Pause, queue.Name),
            _ => null,
        };
    }

    private QueueSnapshot? Queue(string job)
    {
        var name = Data?.Jobs.FirstOrDefault(each => each.JobId == job)?.Queue ?? Data?.Job?.Queue;
        return Data?.Queues.FirstOrDefault(queue => queue.Name == name);
    }
}
