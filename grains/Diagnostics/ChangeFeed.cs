using System.Globalization;

namespace JobScheduler.Grains.Diagnostics;

/// <summary>
/// The last 10,000 changes of jobs, for whoever watches all of them. Thread-safe.
/// </summary>
/// <remarks>
/// Changes are kept only while somebody reads, and for <see cref="KeptFor"/> after the last reader left, so that it can come back. Before
/// that and afterwards a change costs a look at <see cref="IsOn"/>. Readers are not waited for: one that falls behind by more than is kept
/// is told of a gap.
/// </remarks>
/// <param name="clock">Tells how long nobody has read.</param>
/// <param name="name">Tells this feed from any other, here or elsewhere, now or later.</param>
public sealed class ChangeFeed(TimeProvider clock, string name)
{
    /// <summary>How many changes are kept.</summary>
    public const int Kept = 10_000;

    internal const string Restarted = "restarted";
    internal const string TooOld = "too_old";

    /// <summary>For how long changes are kept after the last reader left.</summary>
    public static TimeSpan KeptFor { get; } = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private FeedEntry[]? _entries;
    private TaskCompletionSource? _waiting;
    private long _next;
    private long _first;
    private int _readers;
    private long _leftAt;
    private volatile bool _isOn;

    /// <summary>Whether changes are kept now. Who makes them asks first: what nobody reads need not be made.</summary>
    public bool IsOn => _isOn;

    /// <summary>The same, looked at anew: nobody may have read for long.</summary>
    public bool IsWanted
    {
        get
        {
            lock (_gate)
                return StaysOn();
        }
    }

    /// <summary>A job has changed.</summary>
    /// <param name="change">The change.</param>
    public void Add(ChangedJob change) => Add(new FeedEntry(change, null));

    /// <summary>Changes are missing here.</summary>
    /// <param name="reason">Why, see <see cref="SchedulerEvent.Reason"/>.</param>
    public void AddGap(string reason) => Add(new FeedEntry(null, reason));

    /// <summary>Begins to read.</summary>
    /// <param name="after">Where an earlier reader was; null: from now on.</param>
    public ChangeReader Open(string? after)
    {
        lock (_gate)
        {
            _entries ??= new FeedEntry[Kept];
            if (!_isOn)
                (_isOn, _first) = (true, ++_next); // what changed meanwhile was not kept, and no place before says so
            _readers++;
            var at = after is null ? _next : Parse(after);
            var gap = at is null ? Restarted : at < Oldest ? TooOld : null;
            return new ChangeReader(this, gap is null ? at!.Value : _next, gap);
        }
    }

    /// <summary>Names a place between two changes.</summary>
    internal string PositionOf(long next) => string.Create(CultureInfo.InvariantCulture, $"{name}-{next:x}");

    internal bool IsTooOld(long at)
    {
        lock (_gate)
            return at < Oldest;
    }

    /// <summary>Copies what lies behind a place; a place that is too old becomes the end.</summary>
    /// <returns>True: changes are missing.</returns>
    internal bool Read(ref long at, int most, List<(long Number, FeedEntry Entry)> into)
    {
        lock (_gate)
        {
            var isTooOld = at < Oldest;
            if (isTooOld)
                at = _next;
            for (var end = Math.Min(_next, at + most); at < end; at++)
                into.Add((at, _entries![at % Kept]));
            return isTooOld;
        }
    }

    /// <summary>Completes when there is something behind a place.</summary>
    internal Task WhenAfterAsync(long at)
    {
        lock (_gate)
        {
            if (_next > at)
                return Task.CompletedTask;
            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task;
        }
    }

    internal void Left()
    {
        lock (_gate)
        {
            if (--_readers == 0)
                _leftAt = clock.GetTimestamp();
        }
    }

    private long Oldest => Math.Max(_first, _next - Kept);

    private void Add(FeedEntry entry)
    {
        lock (_gate)
        {
            if (!StaysOn())
                return;
            _entries![_next++ % Kept] = entry;
            _waiting?.TrySetResult();
            _waiting = null;
        }
    }

    private bool StaysOn()
    {
        if (_isOn && _readers == 0 && clock.GetElapsedTime(_leftAt) >= KeptFor)
        {
            _isOn = false;
            Array.Clear(_entries!);
        }

        return _isOn;
    }

    /// <summary>The place that was named; null: no feed of this name named it.</summary>
    private long? Parse(string position) =>
        position.Length > name.Length && position.StartsWith(name, StringComparison.Ordinal) && position[name.Length] == '-'
        && long.TryParse(position.AsSpan(name.Length + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var next)
        && next >= 0 && next <= _next
            ? next
            : null;
}

/// <summary>One place of a feed: a change, or that some are missing.</summary>
/// <param name="Change">The change.</param>
/// <param name="Gap">Why changes are missing.</param>
internal readonly record struct FeedEntry(ChangedJob? Change, string? Gap);
