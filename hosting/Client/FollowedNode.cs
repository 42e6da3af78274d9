using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Node;

namespace JobScheduler.Hosting.Client;

/// <summary>Copies one node's changes into a feed until it is disposed; a call that fails is made again.</summary>
internal sealed class FollowedNode : IDisposable
{
    private static readonly TimeSpan AskFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins.</summary>
    /// <param name="feed">Where its changes go.</param>
    /// <param name="read">Reads its changes after a place, waiting for the first so long.</param>
    /// <param name="hasPast">True: it may have changed something before it is followed, so a gap goes first.</param>
    /// <param name="clock">Measures pauses.</param>
    public FollowedNode(ChangeFeed feed, Func<string?, TimeSpan, CancellationToken, Task<ChangePage>> read, bool hasPast, TimeProvider clock) =>
        _ = FollowAsync(feed, read, hasPast, clock, _stop.Token);

    /// <summary>Completes when the node keeps its changes for this one.</summary>
    public Task Begun => _begun.Task;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task FollowAsync(
        ChangeFeed feed, Func<string?, TimeSpan, CancellationToken, Task<ChangePage>> read, bool hasPast, TimeProvider clock, CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        string? after = null;
        var pause = FirstPause;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var page = await read(after, AskFor, stop);
                if (page.Gap is not null || (hasPast && after is null))
                    feed.AddGap(page.Gap ?? ClusterChanges.NodesChanged);
                foreach (var change in page.Changes)
                    feed.Add(change);
                (after, pause) = (page.Position, FirstPause);
                _begun.TrySetResult();
            }
            catch (Exception)
            {
                // Stopped, or the node cannot be reached: it goes on where it was, if the node still has that.
                hasPast |= after is null;
                await Task.Delay(pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = Backoff.Next(pause, LongestPause);
            }
        }
    }
}
