using System.Collections.Concurrent;
using JobScheduler.Grains.Jobs;

namespace JobScheduler.Grains.Node;

/// <summary>
/// Handlers of this node that hold what they should not: a thread for long, or a slot after their token fired. Nothing is done to
/// them, since nothing can be; people are told which they are. Thread-safe.
/// </summary>
/// <param name="clock">The node's clock.</param>
public sealed class StuckHandlers(TimeProvider clock)
{
    /// <summary>How long a handler may hold its thread before its first await, or go on after its token fired, without being named.</summary>
    public static TimeSpan NamedAfter { get; } = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<AttemptControl, (bool Stopped, long Since)> _watched = new();
    private readonly ConcurrentDictionary<AttemptControl, DateTimeOffset> _abandoned = new();

    /// <summary>Those that have held on for long, the longest first; a moment's view.</summary>
    public IReadOnlyList<StuckHandler> Named() =>
    [
        .. _watched.Select(each => new StuckHandler(each.Key.Order, each.Value.Stopped, clock.GetElapsedTime(each.Value.Since)))
            .Where(handler => handler.For >= NamedAfter)
            .OrderByDescending(handler => handler.For).ThenBy(handler => handler.Order.Token),
    ];

    /// <summary>Those whose attempt was given up and that still hold its slot, the longest first; a moment's view.</summary>
    public IReadOnlyList<StuckAttempt> Abandoned() =>
    [
        .. _abandoned.OrderBy(each => each.Value).ThenBy(each => each.Key.Order.Token)
            .Select(each => Show(each.Key.Order, each.Value)),
    ];

    /// <summary>A handler is about to be called on this thread.</summary>
    internal void Entered(AttemptControl attempt) => _watched[attempt] = (false, clock.GetTimestamp());

    /// <summary>The call came back to its thread.</summary>
    internal void Awaits(AttemptControl attempt)
    {
        if (_watched.TryGetValue(attempt, out var since) && !since.Stopped)
            _watched.TryRemove(new(attempt, since));
    }

    /// <summary>Its token fired and it has not returned.</summary>
    internal void Stopped(AttemptControl attempt)
    {
        _watched[attempt] = (true, clock.GetTimestamp());
        if (attempt.HasReturned)
            _watched.TryRemove(attempt, out _);
    }

    /// <summary>Its attempt was given up, and it has not returned.</summary>
    internal void GivenUp(AttemptControl attempt)
    {
        _abandoned[attempt] = clock.GetUtcNow();
        if (attempt.HasReturned)
            _abandoned.TryRemove(attempt, out _);
    }

    /// <summary>It has returned.</summary>
    internal void Returned(AttemptControl attempt)
    {
        attempt.HasReturned = true;
        _watched.TryRemove(attempt, out _);
        if (!_abandoned.IsEmpty)
            _abandoned.TryRemove(attempt, out _);
    }

    private static StuckAttempt Show(AttemptOrder order, DateTimeOffset since) =>
        new(order.JobId, order.Spec.JobType, order.Attempt, order.Token, since);
}

/// <summary>A handler that does not let go.</summary>
/// <param name="Order">Its attempt.</param>
/// <param name="Stopped">True: it ignores its cancellation token. False: it blocks its thread.</param>
/// <param name="For">Since when.</param>
public sealed record StuckHandler(AttemptOrder Order, bool Stopped, TimeSpan For);
