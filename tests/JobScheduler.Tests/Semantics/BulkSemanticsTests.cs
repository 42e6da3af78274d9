using Xunit;
using static JobScheduler.Tests.Semantics.SemanticsHost;

namespace JobScheduler.Tests.Semantics;

/// <summary>Bulk work over jobs: what is changed, what is counted, and that calling again comes to an end.</summary>
public sealed class BulkSemanticsTests
{
    private static readonly JobSubmission Later = new() { JobType = "echo", Delay = TimeSpan.FromHours(1) };

    [Fact]
    public async Task Cancel_FilterInSteps_CancelsAllWithTheReason()
    {
        await using var host = await StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Add(await host.SubmitAsync(Later with { Queue = "mail" }));
        var other = await host.SubmitAsync(Later);
        var request = new BulkRequest { Filter = new JobFilter { Queues = ["mail"] }, Limit = 2, Reason = "wrong mails" };

        Assert.Equal(new BulkResult(5, true, 0, 0, true, true), await host.Client.BulkAsync(BulkAction.Cancel, request with { DryRun = true }));
        Assert.Equal(new BulkResult(5, true, 2, 0, true, false), await host.Client.BulkAsync(BulkAction.Cancel, request));
        Assert.Equal(new BulkResult(3, true, 2, 0, true, false), await host.Client.BulkAsync(BulkAction.Cancel, request));
        Assert.Equal(new BulkResult(1, true, 1, 0, false, false), await host.Client.BulkAsync(BulkAction.Cancel, request));
        Assert.Equal(new BulkResult(0, true, 0, 0, false, false), await host.Client.BulkAsync(BulkAction.Cancel, request));
        foreach (var id in ids)
            Assert.Equal((JobState.Cancelled, "wrong mails"), Of((await host.Client.GetAsync(id))!));
        Assert.Equal(JobState.Scheduled, (await host.Client.GetAsync(other))!.State);

        static (JobState, string?) Of(JobSnapshot job) => (job.State, job.Message);
    }

    [Fact]
    public async Task Cancel_RunningJobThatGoesOn_IsAskedOnce()
    {
        var gate = new Gate();
        await using var host = await StartAsync(scheduler => scheduler.AddHandler("deaf", () => gate.PassAsync("deaf", CancellationToken.None)));
        var id = await host.SubmitAsync(new JobSubmission { JobType = "deaf" });
        await gate.EnteredAsync("deaf");
        var everything = new BulkRequest { Filter = new JobFilter(), Limit = 1, Reason = "stop it" };

        Assert.Equal(new BulkResult(1, true, 1, 0, false, false), await host.Client.BulkAsync(BulkAction.Cancel, everything));
        Assert.Equal(new BulkResult(0, true, 0, 0, false, false), await host.Client.BulkAsync(BulkAction.Cancel, everything));
        Assert.Equal(new BulkResult(0, true, 0, 1, false, false), await host.Client.BulkAsync(BulkAction.Cancel, new BulkRequest { Ids = [id] }));
        var job = (await host.Client.GetAsync(id))!;
        Assert.Equal((JobState.Running, "stop it"), (job.State, job.Message));
        Assert.NotNull(job.CancelRequestedAt);
        gate.Open("deaf");
        await host.WaitAsync(id);
    }

    [Fact]
    public async Task Retry_CancelledAndFailed_RunAgain()
    {
        var heal = false;
        await using var host = await StartAsync(scheduler => scheduler.AddHandler(
            "fails", JobOutcome () => Volatile.Read(ref heal) ? JobOutcome.Completed : JobOutcome.Fail("broken", "It broke.")));
        var failed = await host.SubmitAsync(new JobSubmission { JobType = "fails" });
        await host.WaitAsync(failed);
        var cancelled = (await host.Client.CancelAsync(await host.SubmitAsync(Later with { JobType = "fails" }))).JobId;
        var done = await host.SubmitAsync(new JobSubmission { JobType = "echo" });
        await host.WaitAsync(done);
        Volatile.Write(ref heal, true);

        var request = new BulkRequest { Ids = [failed, cancelled, done, failed, "nothing"] };
        Assert.Equal(new BulkResult(2, true, 0, 2, false, true), await host.Client.BulkAsync(BulkAction.Retry, request with { DryRun = true }));
        Assert.Equal(new BulkResult(2, true, 2, 2, false, false), await host.Client.BulkAsync(BulkAction.Retry, request));
        Assert.Equal(JobState.Completed, (await host.WaitAsync(failed)).State);
        Assert.Equal(JobState.Completed, (await host.WaitAsync(cancelled)).State);
        Assert.Equal(1, (await host.Client.GetAsync(done))!.Attempt);
    }

    [Fact]
    public async Task Run_ScheduledJobs_AreDueNow()
    {
        await using var host = await StartAsync();
        await host.Client.PauseQueueAsync("stopped");
        var waits = await host.SubmitAsync(Later);
        var queued = await host.SubmitAsync(Later with { Delay = null, Queue = "stopped" });

        Assert.Equal(new BulkResult(1, true, 1, 0, false, false), await host.Client.BulkAsync(BulkAction.Run, new BulkRequest { Filter = new JobFilter() }));
        Assert.Equal(new BulkResult(0, true, 0, 1, false, false), await host.Client.BulkAsync(BulkAction.Run, new BulkRequest { Ids = [queued] }));
        Assert.Equal(JobState.Completed, (await host.WaitAsync(waits)).State);
    }

    [Theory]
    [InlineData(BulkAction.Cancel, JobState.Completed)]
    [InlineData(BulkAction.Retry, JobState.Running)]
    [InlineData(BulkAction.Run, JobState.Queued)]
    public async Task Any_FilterOfStatesItCannotChange_ChangesNothing(BulkAction action, JobState state)
    {
        await using var host = await StartAsync();
        var id = await host.SubmitAsync(Later);

        var result = await host.Client.BulkAsync(action, new BulkRequest { Filter = new JobFilter { States = [state] } });

        Assert.Equal(new BulkResult(0, true, 0, 0, false, false), result);
        Assert.Equal(JobState.Scheduled, (await host.Client.GetAsync(id))!.State);
    }
}
