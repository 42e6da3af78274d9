using Xunit;
using static JobScheduler.Tests.Semantics.SemanticsHost;

namespace JobScheduler.Tests.Semantics;

/// <summary>What happens to jobs, as the contract says it, sentence by sentence, through the client.</summary>
public sealed class JobSemanticsTests
{
    private static readonly JobSubmission Echo = new() { JobType = "echo", Payload = RawJson.Parse("{\"n\": 1.0}") };

    [Fact]
    public async Task Submit_Immediate_RunsAndStoresItsResult()
    {
        await using var host = await StartAsync();
        var submitted = await host.Client.SubmitAsync(Echo);
        Assert.Equal((true, "{\"n\": 1.0}", 0), (submitted.Created, submitted.Job.Payload!.ToString(), submitted.Job.Attempt));
        var job = await host.WaitAsync(submitted.Job.JobId);
        Assert.Equal((JobState.Completed, "{\"n\": 1.0}", 100.0), (job.State, job.Result!.ToString(), job.ProgressPercent!.Value));
        Assert.Equal((1, 0, AttemptOutcome.Completed), (job.Attempt, job.AttemptsUsed, Assert.Single(job.Attempts).Outcome));
        Assert.True(job.FencingToken > 0 && job.StartedAt >= job.RunAt && job.FinishedAt >= job.StartedAt);
    }

    [Fact]
    public async Task Submit_Delayed_IsScheduledAndNotEarly()
    {
        await using var host = await StartAsync();
        var submitted = (await host.Client.SubmitAsync(Echo with { Delay = TimeSpan.FromMilliseconds(120) })).Job;
        Assert.Equal((JobState.Scheduled, WaitingReason.NotDue), (submitted.State, submitted.WaitingReason));
        var job = await host.WaitAsync(submitted.JobId);
        Assert.True(job.StartedAt >= submitted.SubmittedAt.AddMilliseconds(120));
        Assert.Equal(submitted.RunAt, job.RunAt);
    }

    [Fact]
    public async Task Submit_RunAtInThePast_IsDueAtOnce()
    {
        await using var host = await StartAsync();
        var at = DateTimeOffset.UnixEpoch.AddDays(1);
        Assert.Equal(at, (await host.WaitAsync(await host.SubmitAsync(Echo with { RunAt = at }))).RunAt);
    }

    [Fact]
    public async Task Idempotency_SameRequestFromManyCallersAtOnce_IsOneJob()
    {
        var calls = 0;
        await using var host = await StartAsync(scheduler => scheduler.AddHandler("count", () => Interlocked.Increment(ref calls)));
        var request = new JobSubmission { JobType = "count", IdempotencyKey = "order-17" };
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.Client.SubmitAsync(request)));
        Assert.Single(results, result => result.Created);
        var id = Assert.Single(results.Select(result => result.Job.JobId).Distinct());
        await host.WaitAsync(id);
        Assert.Equal((false, JobState.Completed), Of(await host.Client.SubmitAsync(request)));
        Assert.Equal(1, calls);
        var conflict = await Assert.ThrowsAsync<IdempotencyConflictException>(() => host.Client.SubmitAsync(request with { Priority = 1 }));
        Assert.Equal(id, conflict.JobId);
        Assert.True((await host.Client.SubmitAsync(request with { ConcurrencyKey = "scope" })).Created);

        static (bool, JobState) Of(SubmitResult result) => (result.Created, result.Job.State);
    }

    [Fact]
    public async Task Batch_WithAKey_RepeatAddsOnlyWhatIsMissingAndAConflictRefusesAll()
    {
        await using var host = await StartAsync();
        var first = await host.Client.SubmitBatchAsync([Echo, Echo], "b");
        var again = await host.Client.SubmitBatchAsync([Echo, Echo, Echo], "b");
        Assert.Equal([true, true], first.Select(entry => entry.Created));
        Assert.Equal([false, false, true], again.Select(entry => entry.Created));
        Assert.Equal(first.Select(entry => entry.JobId), again.Take(2).Select(entry => entry.JobId));
        var before = await host.Client.ListAsync(new JobQuery());
        await Assert.ThrowsAsync<IdempotencyConflictException>(() => host.Client.SubmitBatchAsync([Echo with { Priority = 3 }, Echo, Echo, Echo], "b"));
        Assert.Equal(before.Items.Count, (await host.Client.ListAsync(new JobQuery())).Items.Count);
    }

    [Fact]
    public async Task ConcurrencyKey_ManyJobs_OneAtATimeInOrderOfTimeThenSubmission()
    {
        var (running, most, order) = (0, 0, new System.Collections.Concurrent.ConcurrentQueue<int>());
        await using var host = await StartAsync(scheduler => scheduler.AddHandler("step", async (int number) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            order.Enqueue(number);
            await Task.Yield();
            Interlocked.Decrement(ref running);
        }));
        await host.Client.PauseQueueAsync("default");
        var ids = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            ids.Add(await host.SubmitAsync(JobSubmission.Create("step", i) with
            {
                ConcurrencyKey = "k",
                Priority = i % 3,
                RunAt = DateTimeOffset.UnixEpoch.AddSeconds(i % 2 == 0 ? 100 : 50),
            }));
        }

        await host.Client.ResumeQueueAsync("default");
        foreach (var id in ids)
            await host.WaitAsync(id);
        Assert.Equal(1, most);
        Assert.Equal(Enumerable.Range(0, 30).Where(i => i % 2 == 1).Concat(Enumerable.Range(0, 30).Where(i => i % 2 == 0)), order);
    }

    [Fact]
    public async Task Waiting_Reasons_AreTruthful()
    {
        var gate = new Gate();
        await using var host = await StartAsync(
            scheduler => scheduler.AddHandler("hold", async (string name, CancellationToken stop) => await gate.PassAsync(name, stop)), options => options.Slots = 1);
        var running = await host.SubmitAsync(JobSubmission.Create("hold", "a") with { ConcurrencyKey = "k" });
        await gate.EnteredAsync("a");
        var busy = await host.SubmitAsync(Echo with { ConcurrencyKey = "k" });
        var slot = await host.SubmitAsync(Echo);
        var unknown = await host.SubmitAsync(new JobSubmission { JobType = "nobody" });
        var later = await host.SubmitAsync(Echo with { Delay = TimeSpan.FromHours(1) });
        await host.Client.PauseQueueAsync("stopped", "why", "ana");
        var paused = await host.SubmitAsync(Echo with { Queue = "stopped" });
        await Shows(busy, WaitingReason.KeyBusy);
        await Shows(slot, WaitingReason.NoSlot);
        await Shows(unknown, WaitingReason.UnknownType);
        await Shows(later, WaitingReason.NotDue);
        await Shows(paused, WaitingReason.QueuePaused);
        Assert.Null((await host.Client.GetAsync(running))!.WaitingReason);
        gate.Open("a");
        await host.WaitAsync(slot);
        await host.WaitAsync(busy);
        await host.Client.ResumeQueueAsync("stopped");
        await host.WaitAsync(paused);

        Task Shows(string id, WaitingReason reason) => host.UntilAsync(id, job => job.WaitingReason == reason, $"{reason}");
    }

    [Fact]
    public async Task Cancel_PendingRunningAndEnded_DoesWhatTheContractSays()
    {
        var gate = new Gate();
        await using var host = await StartAsync(scheduler => scheduler.AddHandler("hold", async (string name, CancellationToken stop) => await gate.PassAsync(name, stop)));
        var pending = await host.SubmitAsync(Echo with { Delay = TimeSpan.FromHours(1) });
        Assert.Equal(JobState.Cancelled, (await host.Client.CancelAsync(pending)).State);
        Assert.Equal(JobState.Cancelled, (await host.Client.CancelAsync(pending)).State);
        var running = await host.SubmitAsync(JobSubmission.Create("hold", "a"));
        await gate.EnteredAsync("a");
        Assert.NotNull((await host.Client.CancelAsync(running)).CancelRequestedAt);
        Assert.Equal((JobState.Cancelled, 0), Of(await host.WaitAsync(running)));
        var done = await host.SubmitAsync(Echo);
        await host.WaitAsync(done);
        Assert.Equal(JobState.Completed, (await Assert.ThrowsAsync<JobStateConflictException>(() => host.Client.CancelAsync(done))).State);
        await Assert.ThrowsAsync<JobNotFoundException>(() => host.Client.CancelAsync("nothing"));

        static (JobState, int) Of(JobSnapshot job) => (job.State, job.AttemptsUsed);
    }

    [Fact]
    public async Task Move_RunNow_AndExpiry_ChangeWhenAWaitingJobRuns()
    {
        await using var host = await StartAsync();
        var hour = TimeSpan.FromHours(1);
        var now = await host.SubmitAsync(Echo with { Delay = hour });
        var moved = await host.SubmitAsync(Echo with { Delay = hour });
        Assert.Equal(JobState.Completed, (await host.WaitAsync((await host.Client.RunNowAsync(now)).JobId)).State);
        var shown = await host.Client.MoveAsync(moved, new JobMove { Delay = TimeSpan.FromMilliseconds(20), Priority = 9 });
        Assert.Equal(9, shown.Priority);
        Assert.Equal(JobState.Completed, (await host.WaitAsync(moved)).State);
        await Assert.ThrowsAsync<JobStateConflictException>(() => host.Client.MoveAsync(moved, new JobMove { Priority = 1 }));
        await Assert.ThrowsAsync<JobStateConflictException>(() => host.Client.RunNowAsync(moved));
        var expires = await host.SubmitAsync(Echo with { Delay = hour, ExpiresAt = TimeProvider.System.GetUtcNow().AddMilliseconds(150) });
        var expired = await host.WaitAsync(expires);
        Assert.Equal((JobState.Cancelled, "expired", 0), (expired.State, expired.Message, expired.Attempt));
    }

    [Fact]
    public async Task List_FilterAndCursor_PagesNewestFirst()
    {
        await using var host = await StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
            ids.Add(await host.SubmitAsync(Echo with { Tags = i % 2 == 0 ? ["even", "all"] : ["all"], Delay = TimeSpan.FromHours(1) }));
        var query = new JobQuery { Filter = new JobFilter { Tags = ["even"], States = [JobState.Scheduled] }, Limit = 3 };
        var first = await host.Client.ListAsync(query);
        var second = await host.Client.ListAsync(query with { Cursor = first.NextCursor });
        var seen = first.Items.Concat(second.Items).ToList();
        Assert.Equal([3, 1], [first.Items.Count, second.Items.Count]);
        Assert.Equal(ids.Where((_, i) => i % 2 == 0).Order(), seen.Select(job => job.JobId).Order());
        Assert.Equal(seen.Select(job => job.SubmittedAt).OrderDescending(), seen.Select(job => job.SubmittedAt));
        Assert.Null(second.NextCursor);
        await Assert.ThrowsAsync<MalformedRequestException>(() => host.Client.ListAsync(new JobQuery { Cursor = first.NextCursor }));
    }
}
