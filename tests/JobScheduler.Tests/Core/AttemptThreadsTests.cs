using JobScheduler.Grains.Node;
using Xunit;

namespace JobScheduler.Tests.Core;

/// <summary>Threads for handlers.</summary>
public sealed class AttemptThreadsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly AttemptThreads _threads = new(64);
    private readonly ManualResetEventSlim _free = new(false);

    public void Dispose()
    {
        _free.Set();
        _threads.Dispose();
        _free.Dispose();
    }

    [Fact]
    public async Task Queue_EveryThreadIsHeld_GetsMore()
    {
        var held = Enumerable.Range(0, 64).Select(_ => Start(() => _free.Wait(Patience))).ToArray();
        await Start(() => { }).WaitAsync(Patience);
        Assert.All(held, task => Assert.False(task.IsCompleted));
        Assert.InRange(_threads.Threads, 65, _threads.MaximumConcurrencyLevel);
        _free.Set();
        await Task.WhenAll(held).WaitAsync(Patience);
    }

    [Fact]
    public async Task Queue_ShortTasks_NeedNoMoreThreadsThanProcessorsAndAFew()
    {
        var count = 0;
        await Task.WhenAll(Enumerable.Range(0, 20_000).Select(_ => Start(() => Interlocked.Increment(ref count)))).WaitAsync(Patience);
        Assert.Equal(20_000, count);
        Assert.InRange(_threads.Threads, 1, 64);
    }

    [Fact]
    public async Task Await_InATask_ComesBackToItsThreads()
    {
        var (before, after) = await Task.Factory.StartNew(
            async () =>
            {
                var first = Thread.CurrentThread.IsThreadPoolThread;
                await Task.Yield();
                return (first, Thread.CurrentThread.IsThreadPoolThread);
            },
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, _threads).Unwrap().WaitAsync(Patience);
        Assert.False(before);
        Assert.False(after);
    }

    [Fact]
    public async Task Dispose_TasksQueuedLater_StillRun()
    {
        _threads.Dispose();
        await Start(() => { }).WaitAsync(Patience);
        await Start(() => { }).WaitAsync(Patience);
    }

    private Task Start(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _threads);
}
