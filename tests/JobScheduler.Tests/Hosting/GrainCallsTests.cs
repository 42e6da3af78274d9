using JobScheduler.Grains.Diagnostics;
using JobScheduler.Hosting.Client;
using JobScheduler.Hosting.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace JobScheduler.Tests.Hosting;

/// <summary>Calls whose partition moves are made again, and only what was not done.</summary>
public sealed class GrainCallsTests : IDisposable
{
    private readonly NodeMetrics _metrics = new();
    private readonly GrainCalls _calls;

    public GrainCallsTests() => _calls = new GrainCalls(new NodeHolder(_metrics), new Engine(), TimeProvider.System, NullLogger<GrainCalls>.Instance);

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task CallAsync_PartitionMoves_IsRepeatedUntilItHas()
    {
        var answers = new Queue<PartitionStatus>([PartitionStatus.Moving, PartitionStatus.Moving, PartitionStatus.Done]);
        Assert.Equal(PartitionStatus.Done, await _calls.CallAsync(() => Task.FromResult(answers.Dequeue()), static answer => answer, true, default));
        Assert.Empty(answers);
    }

    [Fact]
    public async Task CallAsync_NeverBegan_IsRepeated()
    {
        var tries = 0;
        Assert.Equal(2, await _calls.CallAsync(() => ++tries == 1 ? throw new NotRunException() : Task.FromResult(tries), static _ => PartitionStatus.Done, true, default));
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, false, true)]
    public async Task CallAsync_NodeIsGone_IsRepeatedOnlyIfTwiceIsOnce(bool changes, bool keyed, bool repeated)
    {
        var tries = 0;
        var call = _calls.CallAsync(() => ++tries == 1 ? throw new GoneException() : Task.FromResult(tries), static _ => PartitionStatus.Done, changes, default, keyed: keyed);
        if (repeated)
            Assert.Equal(2, await call);
        else
            await Assert.ThrowsAsync<OutcomeUnknownException>(() => call);
    }

    [Fact]
    public async Task CallAsync_EngineGivesUp_IsNoCancellationOfTheCaller()
    {
        using var caller = new CancellationTokenSource();
        Task<PartitionStatus> Call(bool changes) =>
            _calls.CallAsync(() => Task.FromCanceled<PartitionStatus>(new CancellationToken(true)), static answer => answer, changes, caller.Token);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Call(true));
        await Assert.ThrowsAsync<SchedulerUnavailableException>(() => Call(false));
    }

    [Fact]
    public async Task CallManyAsync_SomeWereNotDone_OnlyThoseAreAskedForAgain()
    {
        var asked = new List<string>();
        var answers = await _calls.CallManyAsync(
            which =>
            {
                asked.Add(which is null ? "all" : string.Join(' ', which));
                int[] numbers = which ?? [0, 1, 2, 3];
                return Task.FromResult(Array.ConvertAll(numbers, n => new JobAnswer
                {
                    JobId = $"{n} in {asked.Count}",
                    Status = n % 2 == 1 && asked.Count <= n ? PartitionStatus.Moving : PartitionStatus.Done,
                }));
            },
            true, default);
        Assert.Equal(["all", "1 3", "3", "3"], asked);
        Assert.Equal(["0 in 1", "1 in 2", "2 in 1", "3 in 4"], answers.Select(answer => answer.JobId));
    }

    [Fact]
    public async Task CallAsync_CallerStopsWaiting_IsNotRepeatedForEver()
    {
        using var stop = new CancellationTokenSource();
        var call = _calls.CallAsync(() => Task.FromResult(PartitionStatus.Moving), static answer => answer, true, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private sealed class NotRunException : Exception;

    private sealed class GoneException : Exception;

    private sealed class Engine : IEngineHost
    {
        public string Name => "none";

        public string NodeName => "n";

        public NodeRole Role => NodeRole.Silo;

        public IGrainFactory Grains => throw new NotSupportedException();

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public bool IsStopped(Exception exception) => false;

        public bool WasNotRun(Exception exception) => exception is NotRunException;

        public bool IsUnreachable(Exception exception) => exception is GoneException;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
