using JobScheduler.Grains.Diagnostics;
using Xunit;

namespace JobScheduler.Tests.Core;

public sealed class JobEventHubTests
{
    private readonly JobEventHub _hub = new();

    [Fact]
    public async Task NextAsync_SignalBeforeTheCall_IsNotLost()
    {
        using var watch = _hub.Subscribe("a");
        _hub.Signal("a");
        await watch.NextAsync(default);
        Assert.False(watch.NextAsync(default).IsCompleted);
    }

    [Fact]
    public async Task NextAsync_SignalDuringTheCall_WakesEveryWatcherOfTheJobOnly()
    {
        using var one = _hub.Subscribe("a");
        using var two = _hub.Subscribe("a");
        using var other = _hub.Subscribe("b");
        Task[] waits = [one.NextAsync(default), two.NextAsync(default), other.NextAsync(default)];
        _hub.Signal("a");
        await Task.WhenAll(waits[..2]);
        Assert.False(waits[2].IsCompleted);
    }

    [Fact]
    public async Task NextAsync_Cancelled_LaterSignalIsStillSeen()
    {
        using var watch = _hub.Subscribe("a");
        using var cancel = new CancellationTokenSource();
        var wait = watch.NextAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        _hub.Signal("a");
        Assert.True(watch.NextAsync(default).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Signal_FromManyThreadsWhileOthersComeAndGo_TheNewestValueIsAlwaysSeen()
    {
        const int last = 20_000;
        var value = 0;
        using var watch = _hub.Subscribe("a");
        var reader = Read();
        var crowd = On(() =>
        {
            for (var i = 0; i < 5_000; i++)
                _hub.Subscribe("a").Dispose();
        });
        await On(() =>
        {
            for (var i = 1; i <= last; i++)
            {
                Volatile.Write(ref value, i);
                _hub.Signal("a");
            }
        });
        await crowd;
        await reader.WaitAsync(TimeSpan.FromSeconds(20));

        async Task Read()
        {
            while (Volatile.Read(ref value) < last)
                await watch.NextAsync(default);
        }

        static Task On(Action action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    [Fact]
    public void Dispose_LastWatcherOfAJob_FreesItsMemory()
    {
        for (var i = 0; i < 100; i++)
        {
            var watches = Enumerable.Range(0, 3).Select(_ => _hub.Subscribe($"job {i}")).ToList();
            foreach (var watch in watches)
                watch.Dispose();
        }

        Assert.Equal(0, _hub.Watched);
        using var left = _hub.Subscribe("a");
        left.Dispose();
        _hub.Signal("a");
        Assert.Equal(0, _hub.Watched);
    }
}
