using JobScheduler.Grains.Jobs;
using JobScheduler.Grains.Node;
using JobScheduler.Grains.Storage;
using JobScheduler.Tests.Simulation;
using Xunit;

namespace JobScheduler.Tests.Core;

public sealed class AttemptControlTests
{
    private readonly DeterministicScheduler _scheduler = new(1);
    private readonly AttemptControl _attempt;

    public AttemptControlTests() => _attempt = new AttemptControl(SlotsModel.Attempt(0, 7, 0, 0).Order, _scheduler);

    [Fact]
    public void RequestStop_Twice_TheFirstCauseStaysAndTheTokenFiresOffTheCallersTurn()
    {
        _attempt.RequestStop(StopCause.TimedOut);
        _attempt.RequestStop(StopCause.Cancelled);
        Assert.False(_attempt.Stop.IsCancellationRequested);
        _scheduler.RunUntilIdle();
        Assert.True(_attempt.Stop.IsCancellationRequested);
        Assert.Equal(StopCause.TimedOut, _attempt.Cause);
    }

    [Fact]
    public void TryBegin_AfterAStopOrARefusal_IsNotEntered()
    {
        Assert.False(_attempt.TryBegin(5, _ => true));
        Assert.Null(_attempt.BegunAt);
        _attempt.RequestStop(StopCause.Cancelled);
        Assert.False(_attempt.TryBegin(5, _ => false));
        Assert.Null(_attempt.BegunAt);
    }

    [Fact]
    public void TryTakeBack_AfterItBegan_DoesNothing()
    {
        Assert.True(_attempt.TryBegin(5, _ => false));
        Assert.False(_attempt.TryTakeBack());
        Assert.Equal(5, _attempt.BegunAt);
    }

    [Fact]
    public void Report_WithoutAMessage_KeepsTheLastAndCutsLongOnes()
    {
        _attempt.Report(10, "first");
        _attempt.Report(20, null);
        Assert.Equal((20.0, "first"), (_attempt.Progress.Percent!.Value, _attempt.Progress.Message));
        _attempt.Report(30, new string('x', 5_000));
        Assert.Equal(1_024, _attempt.Progress.Message!.Length);
    }

    [Theory]
    [InlineData(1_022, 1_024)]
    [InlineData(1_023, 1_023)]
    public void Report_LongMessageWithAPairAtTheEnd_DoesNotSplitIt(int before, int kept)
    {
        _attempt.Report(10, new string('x', before) + "\U0001F600\U0001F600");
        Assert.Equal(kept, _attempt.Progress.Message!.Length);
        Assert.DoesNotContain('\uFFFD', string.Concat(_attempt.Progress.Message.EnumerateRunes()));
    }

    [Fact]
    public void NodeAttempts_DrainAndPause_TakeBackWhatHasNotBegun()
    {
        var attempts = new NodeAttempts(TimeProvider.System);
        Assert.True(attempts.TryAdd(_attempt, out _));
        attempts.TakeBackPaused(queue => queue == "other");
        Assert.False(_attempt.IsAnswered);
        attempts.TakeBackPaused(queue => queue == "default");
        Assert.True(_attempt.IsTakenBack);
        Assert.False(_attempt.TryEnter());
        attempts.BeginDrain();
        Assert.True(attempts.Draining);
    }

    [Fact]
    public async Task NodeAttempts_WhenIdle_CompletesWithEachLastOne()
    {
        var attempts = new NodeAttempts(TimeProvider.System);
        for (var round = 0; round < 2; round++)
        {
            Assert.True(attempts.WhenIdle().IsCompleted);
            Assert.True(attempts.TryAdd(_attempt, out _));
            var idle = attempts.WhenIdle();
            Assert.False(idle.IsCompleted);
            attempts.Remove(_attempt);
            await idle;
        }
    }

    [Fact]
    public void NodeAttempts_NewerAttemptOfTheJob_HidesTheOlder()
    {
        var attempts = new NodeAttempts(TimeProvider.System);
        var newer = new AttemptControl(_attempt.Order with { Token = 8 }, _scheduler);
        _attempt.TryBegin(5, _ => false);
        Assert.True(attempts.TryAdd(_attempt, out _));
        Assert.False(attempts.TryAdd(_attempt, out _));
        Assert.True(attempts.Has(_attempt.Order.JobId, 7));
        Assert.True(attempts.TryAdd(newer, out var older));
        Assert.Same(_attempt, older);
        Assert.False(attempts.TryAdd(_attempt, out _));
        attempts.Remove(_attempt);
        Assert.False(attempts.Has(_attempt.Order.JobId, 7));
        Assert.True(attempts.Has(_attempt.Order.JobId, 8));
        var row = new JobRecord { JobId = _attempt.Order.JobId, Sequence = 1, SubmittedAt = 1, Spec = CoreSpecs.Spec, State = StoredState.Claimed, Token = 8 };
        Assert.Null(attempts.BegunAt(row));
        newer.TryBegin(9, _ => false);
        Assert.Equal(9, attempts.BegunAt(row));
        Assert.Null(attempts.BegunAt(row with { Token = 7 }));
    }
}
