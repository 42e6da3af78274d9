using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Core.CoreSpecs;

namespace JobScheduler.Tests.Core;

/// <summary>Concurrency keys: one attempt at a time, in order of run_at, then of submission, exactly.</summary>
public sealed class PartitionCoreKeyTests
{
    private const long T0 = CoreDriver.T0;
    private readonly CoreDriver _driver = new();

    [Fact]
    public void Claim_SeveralOfAKey_OnlyTheFirstInOrder()
    {
        var b = _driver.Submit(Keyed("k", T0 - 1));
        var c = _driver.Submit(Keyed("k", T0 - 1));
        var a = _driver.Submit(Keyed("k", T0 - 2));
        Assert.Equal([a], _driver.Claim(10).Select(job => job.JobId));
        Assert.Equal(WaitingReason.KeyBusy, _driver.Shown(b).WaitingReason);
        CoreAudit.Check(_driver);
        Assert.Equal([b], Next());
        Assert.Equal([c], Next());
        Assert.Empty(Next());
        CoreAudit.Check(_driver);
    }

    [Fact]
    public void Submit_EarlierJobWhileTheHolderWaits_GoesFirst()
    {
        var holder = _driver.Submit(Keyed("k", T0 - 1));
        var earlier = _driver.Submit(Keyed("k", T0 - 100));
        CoreAudit.Check(_driver);
        Assert.Equal([earlier], _driver.Claim(10).Select(job => job.JobId));
        Assert.Equal([holder], Next());
    }

    [Fact]
    public void Submit_EarlierJobWhileTheHolderRuns_GoesNext()
    {
        _driver.Submit(Keyed("k", T0 - 10));
        Assert.Single(_driver.Claim(10));
        var later = _driver.Submit(Keyed("k", T0 - 5));
        var earlier = _driver.Submit(Keyed("k", T0 - 100));
        Assert.Empty(_driver.Claim(10));
        Assert.Equal([earlier], Next());
        Assert.Equal([later], Next());
    }

    [Fact]
    public void TakeBack_EarlierJobArrivedMeanwhile_GoesFirst()
    {
        var taken = _driver.Submit(Keyed("k", T0 - 1));
        var claimed = Assert.Single(_driver.Claim(1));
        var earlier = _driver.Submit(Keyed("k", T0 - 100));
        _driver.End(claimed, ReportKind.NotBegun);
        CoreAudit.Check(_driver);
        Assert.Equal([earlier], _driver.Claim(10).Select(job => job.JobId));
        Assert.Equal([taken], Next());
    }

    [Fact]
    public void Retry_OfTheHolder_DoesNotBlockItsKey()
    {
        var first = _driver.Submit(Keyed("k"));
        var second = _driver.Submit(Keyed("k"));
        _driver.End(Assert.Single(_driver.Claim(10)), ReportKind.Retry);
        Assert.Equal(WaitingReason.RetryDelay, _driver.Shown(first).WaitingReason);
        Assert.Equal([second], _driver.Claim(10).Select(job => job.JobId));
        _driver.Now += 10_000;
        Assert.Empty(_driver.Claim(10));
        Assert.Equal([first], Next());
        CoreAudit.Check(_driver);
    }

    [Theory]
    [InlineData(ReportKind.Released)]
    [InlineData(ReportKind.NotBegun)]
    public void HandedBack_Holder_IsFirstAgain(ReportKind kind)
    {
        var first = _driver.Submit(Keyed("k"));
        _driver.Submit(Keyed("k"));
        _driver.End(Assert.Single(_driver.Claim(1)), kind);
        CoreAudit.Check(_driver);
        Assert.Equal([first], _driver.Claim(10).Select(job => job.JobId));
    }

    [Fact]
    public void Restart_InBetween_KeepsHolderAndOrder()
    {
        var ids = Enumerable.Range(0, 50).Select(i => _driver.Submit(Keyed("k", T0 - 100 + i))).ToList();
        var seen = new List<string>();
        JobRecord? running = null;
        for (var i = 0; i < 100 && seen.Count < ids.Count; i++)
        {
            _driver.Restart();
            if (running is not null)
                Assert.Equal(ReportAnswer.Accepted, _driver.End(running, ReportKind.Completed));
            if (i % 2 == 0)
                _driver.Restart();
            running = Assert.Single(_driver.Claim(10));
            Assert.Empty(_driver.Claim(10));
            seen.Add(running.JobId);
            CoreAudit.Check(_driver);
        }

        Assert.Equal(ids, seen);
    }

    [Fact]
    public void Line_LongerThanMemory_GoesOnInOrderWithoutAnyOtherEvent()
    {
        var driver = new CoreDriver(new PartitionSizes(KeyEntries: 4));
        var ids = Enumerable.Range(0, 60).Select(i => driver.Submit(Keyed("k", T0 - 1_000 + (i * 37 % 60)))).ToList();
        var order = ids.Select((id, i) => (id, i * 37 % 60)).OrderBy(each => each.Item2).Select(each => each.id).ToList();
        Assert.Single(driver.Claim(1));
        while (driver.Started.Count < 60)
        {
            // What the grain does at the end of an attempt: one report, one grant, and on as long as the core has more.
            var before = driver.Started.Count;
            driver.Run(1, Report(driver.Started[^1], ReportKind.Completed));
            Assert.True(driver.Started.Count > before, $"the key stands still after {before} of 60");
        }

        Assert.Equal(order, driver.Started.Select(job => job.JobId));
        CoreAudit.Check(driver);
    }

    [Fact]
    public void Cancel_OfHolderAndOfWaiting_PassesTheKeyOn()
    {
        var first = _driver.Submit(Keyed("k", T0 - 3));
        var second = _driver.Submit(Keyed("k", T0 - 2));
        var third = _driver.Submit(Keyed("k", T0 - 1));
        _driver.Do(Change(second, JobCommandKind.Cancel));
        _driver.Do(Change(first, JobCommandKind.Cancel));
        CoreAudit.Check(_driver);
        Assert.Equal([third], _driver.Claim(10).Select(job => job.JobId));
    }

    [Fact]
    public void Move_OfHolderToLater_PassesTheKeyOn()
    {
        var first = _driver.Submit(Keyed("k", T0 - 3));
        var second = _driver.Submit(Keyed("k", T0 - 2));
        _driver.Do(Move(first, runAt: T0 + 60_000));
        CoreAudit.Check(_driver);
        Assert.Equal([second], _driver.Claim(10).Select(job => job.JobId));
        Assert.Equal(JobState.Scheduled, _driver.Shown(first).State);
    }

    [Fact]
    public void Move_OfAWaitingOneToEarlier_OvertakesTheHolder()
    {
        _driver.Submit(Keyed("k", T0 - 3));
        var second = _driver.Submit(Keyed("k", T0 - 2));
        _driver.Do(Move(second, runAt: T0 - 10));
        CoreAudit.Check(_driver);
        Assert.Equal([second], _driver.Claim(10).Select(job => job.JobId));
    }

    [Fact]
    public void Priority_WithinAKey_DoesNotCount()
    {
        var first = _driver.Submit(Keyed("k", T0 - 3) with { Priority = -100 });
        _driver.Submit(Keyed("k", T0 - 2) with { Priority = 100 });
        Assert.Equal([first], _driver.Claim(10).Select(job => job.JobId));
    }

    [Fact]
    public void Token_OfAKey_RisesAcrossItsJobs()
    {
        for (var i = 0; i < 5; i++)
            _driver.Submit(Keyed("k"));
        _driver.Claim(1);
        for (var i = 0; i < 4; i++)
            Next();
        Assert.Equal(_driver.Started.Select(job => job.Token).Order(), _driver.Started.Select(job => job.Token));
        Assert.Equal(5, _driver.Started.Select(job => job.Token).Distinct().Count());
    }

    [Fact]
    public void Keys_ManyIdleOnes_LeaveMemoryAndRows()
    {
        _driver.Run(0, Enumerable.Range(0, 5_000).Select(i => Submit(Keyed($"key {i}"))));
        while (_driver.Started.Count < 5_000)
        {
            foreach (var job in _driver.Claim(400))
                _driver.End(job, ReportKind.Completed);
        }

        CoreAudit.Check(_driver);
        Assert.Empty(_driver.Rows(new LoadRequest { ConcurrencyKeys = [.. Enumerable.Range(0, 5_000).Select(i => $"key {i}")] }).KeyLines);
    }

    /// <summary>Completes the newest attempt and claims.</summary>
    private IEnumerable<string> Next()
    {
        _driver.End(_driver.Started[^1], ReportKind.Completed);
        return _driver.Claim(10).Select(job => job.JobId);
    }
}
