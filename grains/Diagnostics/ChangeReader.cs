namespace JobScheduler.Grains.Diagnostics;

/// <summary>Reads a feed from a place on. Not thread-safe; while it is not disposed, the feed keeps changes.</summary>
public sealed class ChangeReader : IDisposable
{
    private const int MostAtOnce = 1_000;
    private readonly ChangeFeed _feed;
    private readonly List<(long Number, FeedEntry Entry)> _read = [];
    private readonly Dictionary<(string JobId, bool IsProgress), long> _newest = [];
    private string? _gap;
    private long _at;
    private bool _left;

    internal ChangeReader(ChangeFeed feed, long at, string? gap) => (_feed, _at, _gap) = (feed, at, gap);

    /// <summary>Where it is; a later reader goes on from here.</summary>
    public string Position => _feed.PositionOf(_at);

    /// <summary>More has changed since the last call than is kept.</summary>
    public bool IsBehind => _feed.IsTooOld(_at);

    /// <summary>
    /// What has come since the last call, in order: of each job only its newest change and its newest progress. A gap's id is that of the
    /// place behind it.
    /// </summary>
    public IReadOnlyList<SchedulerEvent> Read()
    {
        _read.Clear();
        _newest.Clear();
        var events = new List<SchedulerEvent>();
        if (_feed.Read(ref _at, MostAtOnce, _read))
            _gap ??= ChangeFeed.TooOld;
        if (_gap is { } gap)
            events.Add(Gap(_read.Count > 0 ? _read[0].Number : _at, gap));
        _gap = null;
        foreach (var (number, entry) in _read)
        {
            if (entry.Change is { } change)
                _newest[(change.JobId, change.IsProgress)] = number;
        }

        foreach (var (number, entry) in _read)
        {
            if (entry.Change is not { } change)
                events.Add(Gap(number + 1, entry.Gap!));
            else if (_newest[(change.JobId, change.IsProgress)] == number)
                events.Add(Show(number + 1, change));
        }

        return events;
    }

    /// <summary>Completes when there is something to read.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task WaitAsync(CancellationToken cancellationToken) =>
        _gap is not null ? Task.CompletedTask : _feed.WhenAfterAsync(_at).WaitAsync(cancellationToken);

    /// <summary>What there is to read, as soon as there is something.</summary>
    /// <param name="atMost">How long to wait.</param>
    /// <param name="clock">Measures that.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<ChangePage> PageAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await (_gap is not null ? Task.CompletedTask : _feed.WhenAfterAsync(_at).WaitAsync(atMost, clock, cancellationToken));
        }
        catch (TimeoutException)
        {
            // Nothing has changed: the page is empty.
        }

        // A gap further on takes back what came before it: whoever is told of it reads everything again.
        var events = Read();
        return new ChangePage
        {
            Position = Position,
            Changes = [.. events.Select(each => each.Job).OfType<ChangedJob>()],
            Gap = events.FirstOrDefault(each => each.Kind == SchedulerEventKind.Gap)?.Reason,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_left)
            return;
        _left = true;
        _feed.Left();
    }

    private SchedulerEvent Gap(long at, string reason) => new() { Id = _feed.PositionOf(at), Kind = SchedulerEventKind.Gap, Reason = reason };

    private SchedulerEvent Show(long at, ChangedJob change) => new()
    {
        Id = _feed.PositionOf(at),
        Kind = change.IsProgress ? SchedulerEventKind.Progress : SchedulerEventKind.State,
        Job = change,
    };
}
