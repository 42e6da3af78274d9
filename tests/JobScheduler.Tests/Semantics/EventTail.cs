namespace JobScheduler.Tests.Semantics;

/// <summary>Reads the stream of all changes, event by event.</summary>
internal sealed class EventTail : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerator<SchedulerEvent> _events;

    public EventTail(IJobSchedulerClient client, EventFilter filter) => _events = client.WatchAllAsync(filter, _stop.Token).GetAsyncEnumerator();

    /// <summary>The next event.</summary>
    public async Task<SchedulerEvent> NextAsync(string phase)
    {
        await SemanticsHost.Within(_events.MoveNextAsync().AsTask(), phase);
        return _events.Current;
    }

    /// <summary>The next event that is wanted; those before it are passed over.</summary>
    public async Task<SchedulerEvent> UntilAsync(Func<SchedulerEvent, bool> wanted, string phase)
    {
        while (true)
        {
            var each = await NextAsync(phase);
            if (wanted(each))
                return each;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _events.DisposeAsync();
        _stop.Dispose();
    }
}
