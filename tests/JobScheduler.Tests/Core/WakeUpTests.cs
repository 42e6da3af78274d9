using JobScheduler.Grains.Node;
using JobScheduler.Tests.Simulation;
using Xunit;

namespace JobScheduler.Tests.Core;

/// <summary>Both wake-ups: the thread on the system's clock, the timers on a virtual one. Nothing here sleeps: tests wait for the alarms.</summary>
public sealed class WakeUpTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly VirtualTimeProvider _clock = new();

    [Fact]
    public async Task UntilAsync_ManyAtOnce_NoneIsEarly()
    {
        using var wakeUp = new WakeUpThread(TimeProvider.System);
        var now = wakeUp.Now;
        var waits = Enumerable.Range(0, 300).Select(async i =>
        {
            var at = now + (i * 7 % 150);
            await wakeUp.UntilAsync(at, default);
            return wakeUp.Now - at;
        });
        var late = await Task.WhenAll(waits).WaitAsync(Patience);
        Assert.All(late, milliseconds => Assert.True(milliseconds >= 0, $"{-milliseconds} ms early"));
    }

    [Fact]
    public async Task UntilAsync_Passed_IsDoneAtOnceAndCancelledIsCancelled()
    {
        using var wakeUp = new WakeUpThread(TimeProvider.System);
        Assert.True(wakeUp.UntilAsync(wakeUp.Now, default).IsCompletedSuccessfully);
        using var cancel = new CancellationTokenSource();
        var wait = wakeUp.UntilAsync(wakeUp.Now + 3_600_000, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(Patience));
    }

    [Fact]
    public async Task Set_EarlierThanBefore_ReplacesItAndRingsOnce()
    {
        using var wakeUp = new WakeUpThread(TimeProvider.System);
        var (rings, rang) = (0, new TaskCompletionSource());
        using var alarm = wakeUp.CreateAlarm(() =>
        {
            Interlocked.Increment(ref rings);
            rang.TrySetResult();
        });
        alarm.Set(wakeUp.Now + 40);
        alarm.Set(wakeUp.Now + 3_600_000);
        alarm.Set(wakeUp.Now + 20);
        await rang.Task.WaitAsync(Patience);
        await wakeUp.UntilAsync(wakeUp.Now + 60, default).WaitAsync(Patience);
        Assert.Equal(1, rings);
    }

    [Fact]
    public async Task Set_LaterOrDisposed_TheEarlierTimeDoesNotRing()
    {
        using var wakeUp = new WakeUpThread(TimeProvider.System);
        var rings = 0;
        using var later = wakeUp.CreateAlarm(() => Interlocked.Increment(ref rings));
        var gone = wakeUp.CreateAlarm(() => Interlocked.Increment(ref rings));
        var now = wakeUp.Now;
        later.Set(now + 30);
        gone.Set(now + 30);
        later.Set(now + 3_600_000);
        gone.Dispose();
        await wakeUp.UntilAsync(now + 60, default).WaitAsync(Patience);
        Assert.Equal(0, rings);
    }

    [Fact]
    public async Task Set_AfterDispose_NeverRings()
    {
        using var wakeUp = new WakeUpThread(TimeProvider.System);
        var rings = 0;
        var alarm = wakeUp.CreateAlarm(() => Interlocked.Increment(ref rings));
        alarm.Dispose();
        alarm.Set(wakeUp.Now - 1_000);
        await wakeUp.UntilAsync(wakeUp.Now + 30, default).WaitAsync(Patience);
        Assert.Equal(0, rings);
    }

    [Fact]
    public async Task Callback_SetsItsOwnAlarmAgain_RingsAgain()
    {
        using var wakeUp = new WakeUpThread(TimeProvider.System);
        var times = new List<long>();
        var done = new TaskCompletionSource();
        IAlarm? alarm = null;
        alarm = wakeUp.CreateAlarm(() =>
        {
            times.Add(wakeUp.Now);
            if (times.Count == 5)
                done.TrySetResult();
            else
                alarm!.Set(wakeUp.Now + 3);
        });
        alarm.Set(wakeUp.Now);
        await done.Task.WaitAsync(Patience);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 3));
    }

    [Fact]
    public void TimerWakeUp_VirtualTime_RingsExactlyAndAfterReplacementOnly()
    {
        using var wakeUp = new TimerWakeUp(_clock);
        var rings = new List<long>();
        var start = wakeUp.Now;
        using var alarm = wakeUp.CreateAlarm(() => rings.Add(wakeUp.Now - start));
        alarm.Set(start + 10);
        alarm.Set(start + 5_000);
        _clock.Advance(TimeSpan.FromSeconds(10));
        alarm.Set(start);
        Assert.Single(rings);
        _clock.Advance(TimeSpan.Zero);
        Assert.Equal([5_000, 10_000], rings);
        alarm.Set(start + 11_000);
        alarm.Set(long.MaxValue);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, rings.Count);
    }

    [Fact]
    public void TimerWakeUp_Disposed_IsSilent()
    {
        var wakeUp = new TimerWakeUp(_clock);
        var rings = 0;
        using var alarm = wakeUp.CreateAlarm(() => rings++);
        alarm.Set(wakeUp.Now + 10);
        wakeUp.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, rings);
    }
}
