using JobScheduler.Grains.Diagnostics;
using JobScheduler.Tests.Simulation;
using Xunit;

namespace JobScheduler.Tests.Diagnostics;

/// <summary>The last changes of all jobs, for whoever reads them.</summary>
public sealed class ChangeFeedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly VirtualTimeProvider _clock = new();
    private readonly ChangeFeed _feed;

    public ChangeFeedTests() => _feed = new ChangeFeed(_clock, "n");

    [Fact]
    public void Add_NobodyReads_KeepsNothing()
    {
        Assert.False(_feed.IsOn);
        _feed.Add(Change("a"));

        using var reader = _feed.Open(null);
        Assert.True(_feed.IsOn);
        Assert.Empty(reader.Read());
    }

    [Fact]
    public void Read_Changes_AreInOrderAndToldOnce()
    {
        using var reader = _feed.Open(null);
        _feed.Add(Change("a"));
        _feed.Add(Change("b"));

        Assert.Equal(["a", "b"], reader.Read().Select(each => each.Job!.JobId));
        Assert.Empty(reader.Read());
        _feed.Add(Change("c"));
        Assert.Equal(["c"], reader.Read().Select(each => each.Job!.JobId));
    }

    [Fact]
    public void Read_ManyChangesOfOneJob_AreMergedIntoTheNewest()
    {
        using var reader = _feed.Open(null);
        _feed.Add(Change("a"));
        _feed.Add(Change("b"));
        _feed.Add(Change("a") with { State = JobState.Running, Attempt = 1 });
        _feed.Add(Change("a") with { State = JobState.Running, Attempt = 1, IsProgress = true, ProgressPercent = 10 });
        _feed.Add(Change("a") with { State = JobState.Running, Attempt = 1, IsProgress = true, ProgressPercent = 20 });
        _feed.Add(Change("a") with { State = JobState.Completed, Attempt = 1 });

        var events = reader.Read();

        Assert.Equal([("b", SchedulerEventKind.State), ("a", SchedulerEventKind.Progress), ("a", SchedulerEventKind.State)], events.Select(each => (each.Job!.JobId, each.Kind)));
        Assert.Equal((20.0, JobState.Completed), (events[1].Job!.ProgressPercent, events[2].Job!.State));
        Assert.Equal(reader.Position, events[2].Id);
    }

    [Fact]
    public void Open_AfterAnEvent_GoesOnBehindIt()
    {
        string id;
        using (var reader = _feed.Open(null))
        {
            _feed.Add(Change("a"));
            _feed.Add(Change("b"));
            id = reader.Read()[0].Id;
        }

        _feed.Add(Change("c"));
        using var again = _feed.Open(id);

        Assert.Equal(["b", "c"], again.Read().Select(each => each.Job!.JobId));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("n")]
    [InlineData("n-")]
    [InlineData("n-x")]
    [InlineData("n-7fffffffffffffff")]
    [InlineData("n-ffffffffffffffff")]
    [InlineData("other-0")]
    public void Open_AfterWhatNobodyNamed_BeginsWithAGap(string after)
    {
        using var reader = _feed.Open(after);
        _feed.Add(Change("a"));

        var events = reader.Read();

        Assert.Equal([SchedulerEventKind.Gap, SchedulerEventKind.State], events.Select(each => each.Kind));
        Assert.Equal("restarted", events[0].Reason);
        using var again = _feed.Open(events[0].Id);
        Assert.Equal(["a"], again.Read().Select(each => each.Job?.JobId));
    }

    [Fact]
    public void Open_AfterMoreThanIsKept_BeginsWithAGap()
    {
        using var first = _feed.Open(null);
        var start = first.Position;
        _feed.Add(Change("a"));
        using var kept = _feed.Open(start);
        for (var i = 0; i < ChangeFeed.Kept; i++)
            _feed.Add(Change($"{i}"));

        using var late = _feed.Open(start);

        Assert.Equal("too_old", Assert.Single(late.Read()).Reason);
    }

    [Fact]
    public void Read_TooFarBehind_IsToldOfAGapAndGoesOnFromThere()
    {
        using var reader = _feed.Open(null);
        for (var i = 0; i <= ChangeFeed.Kept; i++)
            _feed.Add(Change($"{i}"));

        Assert.True(reader.IsBehind);
        Assert.Equal("too_old", Assert.Single(reader.Read()).Reason);
        Assert.False(reader.IsBehind);
        _feed.Add(Change("next"));
        Assert.Equal("next", Assert.Single(reader.Read()).Job!.JobId);
    }

    [Fact]
    public void Read_ExactlyWhatIsKept_HasNoGap()
    {
        using var reader = _feed.Open(null);
        for (var i = 0; i < ChangeFeed.Kept; i++)
            _feed.Add(Change($"{i}"));

        var read = 0;
        for (var events = reader.Read(); events.Count > 0; events = reader.Read())
        {
            Assert.DoesNotContain(events, each => each.Kind == SchedulerEventKind.Gap);
            read += events.Count;
        }

        Assert.Equal(ChangeFeed.Kept, read);
    }

    [Fact]
    public void Leave_LastReader_CanComeBackForAMinute()
    {
        string position;
        using (var reader = _feed.Open(null))
            position = reader.Position;
        _clock.Advance(ChangeFeed.KeptFor - TimeSpan.FromSeconds(1));
        _feed.Add(Change("a"));
        using (var back = _feed.Open(position))
            Assert.Equal("a", Assert.Single(back.Read()).Job!.JobId);

        _clock.Advance(ChangeFeed.KeptFor);
        _feed.Add(Change("b"));

        Assert.False(_feed.IsOn);
        Assert.False(_feed.IsWanted);
    }

    [Fact]
    public void Open_AfterNobodyReadForLong_BeginsWithAGapAlsoIfNothingWasSeenToChange()
    {
        string position;
        using (var reader = _feed.Open(null))
            position = reader.Position;
        _clock.Advance(ChangeFeed.KeptFor);
        Assert.False(_feed.IsWanted);
        _feed.Add(Change("lost"));

        using var late = _feed.Open(position);

        Assert.Equal("too_old", Assert.Single(late.Read()).Reason);
    }

    [Fact]
    public async Task WaitAsync_NextChange_EndsIt()
    {
        using var reader = _feed.Open(null);
        var waiting = reader.WaitAsync(default);
        Assert.False(waiting.IsCompleted);
        _feed.Add(Change("a"));

        await waiting.WaitAsync(Patience);
        await reader.WaitAsync(default).WaitAsync(Patience);
        Assert.Single(reader.Read());
    }

    [Fact]
    public async Task PageAsync_NothingChangesInTime_IsEmptyAndGoesOn()
    {
        using var reader = _feed.Open(null);
        var page = reader.PageAsync(TimeSpan.FromSeconds(5), _clock, default);
        Assert.False(page.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Empty((await page.WaitAsync(Patience)).Changes);
        _feed.Add(Change("a"));
        Assert.Equal("a", Assert.Single((await reader.PageAsync(TimeSpan.Zero, _clock, default)).Changes).JobId);
    }

    [Fact]
    public async Task PageAsync_OfAnOldPlace_SaysThatSomethingIsMissing()
    {
        using var reader = _feed.Open("other-1");

        Assert.Equal("restarted", (await reader.PageAsync(TimeSpan.FromSeconds(5), _clock, default)).Gap);
    }

    private ChangedJob Change(string jobId) => new() { JobId = jobId, JobType = "t", Queue = "q", State = JobState.Queued, At = _clock.GetUtcNow() };
}
