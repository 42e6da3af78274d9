using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JobScheduler.Tests.Client;

/// <summary>Every member of the client against the real gateway and a real scheduler in memory: what they say to each other fits.</summary>
public sealed class ClientOverSchedulerTests : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private WebApplication _app = null!;
    private ServiceProvider _services = null!;
    private IJobSchedulerClient _client = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddJobScheduler().UseInMemory()
            .AddHandler("greet", (Greet greet) => new Greeting($"Hello {greet.Name}"))
            .AddHandler("refuse", () => JobOutcome.Fail("refused", "not today"));
        _app = builder.Build();
        _app.MapJobScheduler("/jobs");
        await _app.StartAsync();
        var services = new ServiceCollection();
        services.AddJobSchedulerClient(o => o.BaseAddress = new Uri(_app.Urls.Single() + "/jobs")).AddJobType<Greet>("greet");
        _services = services.BuildServiceProvider();
        _client = _services.GetRequiredService<IJobSchedulerClient>();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task SubmitAsync_Typed_RunsAndIsWaitedFor()
    {
        var submitted = await _client.SubmitAsync(new Greet("Ana"), s => s with { Tags = ["a"], Priority = 3 });
        var done = await _client.WaitAsync(submitted.Job.JobId);
        Assert.Equal("Hello Ana", done.Result!.Deserialize<Greeting>()!.Text);
        Assert.Equal((JobState.Completed, 1, 3, 100d), (done.State, done.Attempt, done.Priority, done.ProgressPercent));
        Assert.Equal(AttemptOutcome.Completed, Assert.Single(done.Attempts).Outcome);
        Assert.Equal(JobState.Completed, (await _client.GetStatusAsync(done.JobId))!.State);
        Assert.Equal(JobState.Completed, (await _client.WatchAsync(done.JobId).ToListAsync()).Single().Job.State);
    }

    [Fact]
    public async Task SubmitAsync_EveryField_ComesBack()
    {
        var submission = new JobSubmission
        {
            JobType = "greet",
            Payload = RawJson.Parse("""{"name":"Ana"}"""),
            Queue = "mail",
            Priority = -7,
            Delay = Day,
            MaxAttempts = 3,
            Retry = RetryPolicy.Explicit(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)),
            Timeout = TimeSpan.FromMinutes(1),
            ExpiresAt = new DateTimeOffset(2150, 1, 1, 0, 0, 0, TimeSpan.Zero),
            IdempotencyKey = "ключ",
            ConcurrencyKey = "konto 7",
            Tags = ["x", "é"],
        };
        var first = await _client.SubmitAsync(submission);
        var again = await _client.SubmitAsync(submission);
        var job = (await _client.GetAsync(first.Job.JobId))!;
        Assert.Equal((true, false), (first.Created, again.Created));
        Assert.Equal(first.Job.JobId, again.Job.JobId);
        Assert.Equal((JobState.Scheduled, WaitingReason.NotDue), (job.State, job.WaitingReason));
        Assert.Equal((submission.Payload, submission.Retry, submission.Timeout, submission.ExpiresAt), (job.Payload, job.Retry, job.Timeout, job.ExpiresAt));
        Assert.Equal(("mail", -7, 3, "ключ", "konto 7"), (job.Queue, job.Priority, job.MaxAttempts, job.IdempotencyKey, job.ConcurrencyKey));
        Assert.Equal(submission.Tags, job.Tags);
        var conflict = await Assert.ThrowsAsync<IdempotencyConflictException>(() => _client.SubmitAsync(submission with { Priority = 1 }));
        Assert.Equal(job.JobId, conflict.JobId);
    }

    [Theory]
    [InlineData("batch-1")]
    [InlineData("день 1")]
    public async Task SubmitBatchAsync_AgainWithItsKey_AddsNothing(string key)
    {
        JobSubmission[] jobs = [Later(), Later() with { Priority = 1 }];
        var first = await _client.SubmitBatchAsync(jobs, key);
        var again = await _client.SubmitBatchAsync(jobs, key);
        Assert.Equal([true, true], first.Select(e => e.Created));
        Assert.Equal(first.Select(e => e with { Created = false }), again);
        Assert.Equal(key + "/1", (await _client.GetAsync(first[1].JobId))!.IdempotencyKey);
    }

    [Fact]
    public async Task MoveRunCancel_WaitingJob_Change()
    {
        var jobId = (await _client.SubmitAsync(Later())).Job.JobId;
        var moved = await _client.MoveAsync(jobId, new JobMove { RunAt = new DateTimeOffset(2150, 1, 1, 0, 0, 0, TimeSpan.Zero), Priority = 9 });
        Assert.Equal((2150, 9), (moved.RunAt.Year, moved.Priority));
        await _client.RunNowAsync(jobId);
        Assert.Equal(JobState.Completed, (await _client.WaitAsync(jobId)).State);
        var refused = await Assert.ThrowsAsync<JobStateConflictException>(() => _client.CancelAsync(jobId));
        Assert.Equal(JobState.Completed, refused.State);

        var other = (await _client.SubmitAsync(Later())).Job.JobId;
        Assert.Equal(JobState.Cancelled, (await _client.CancelAsync(other)).State);
        Assert.Contains((await _client.RetryAsync(other)).State, new[] { JobState.Scheduled, JobState.Queued, JobState.Running, JobState.Completed });
    }

    [Fact]
    public async Task DeadLetters_ListReplayDiscard_Work()
    {
        var jobId = (await _client.SubmitAsync(new JobSubmission { JobType = "refuse" })).Job.JobId;
        Assert.Equal(new JobError("refused", "not today"), (await _client.WaitAsync(jobId)).Error);
        var query = new JobQuery { Order = JobOrder.NewestFailure, Filter = new JobFilter { ErrorCodes = ["refused"], JobTypes = ["refuse"] } };
        var letter = Assert.Single((await _client.ListAsync(query)).Items);
        Assert.NotNull(letter.Fingerprint);
        Assert.Single((await _client.ListAsync(query with { Filter = query.Filter with { States = [JobState.Failed] } })).Items);

        var dry = await _client.BulkAsync(BulkAction.Replay, new BulkRequest { Filter = new JobFilter(), DryRun = true });
        Assert.Equal((1L, 0, true), (dry.Matched, dry.Changed, dry.DryRun));
        var replayed = await _client.BulkAsync(BulkAction.Replay, new BulkRequest { Ids = [jobId] });
        Assert.Equal(1, replayed.Changed);
        Assert.Equal(JobState.Failed, (await _client.WaitAsync(jobId)).State);
        var discarded = await _client.BulkAsync(BulkAction.Discard, new BulkRequest { Filter = query.Filter, Reason = "old" });
        Assert.Equal(1, discarded.Changed);
        Assert.Equal((JobState.Cancelled, "old"), ((await _client.GetAsync(jobId))!.State, (await _client.GetAsync(jobId))!.Message));
    }

    [Fact]
    public async Task ListAsync_EveryFilter_IsUnderstood()
    {
        var jobId = (await _client.SubmitAsync(Later() with { Tags = ["t"], IdempotencyKey = "i k", ConcurrencyKey = "c&d", Queue = "q" })).Job.JobId;
        var filter = new JobFilter
        {
            States = [JobState.Scheduled, JobState.Queued],
            JobTypes = ["greet"],
            Queues = ["q"],
            Tags = ["t"],
            IdempotencyKeys = ["i k"],
            ConcurrencyKeys = ["c&d"],
            From = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero),
            To = new DateTimeOffset(2150, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        Assert.Equal([jobId], await IdsAsync(new JobQuery { Filter = filter, Limit = 1 }));
        Assert.Equal([jobId], await IdsAsync(new JobQuery { Order = JobOrder.Due }));
        Assert.Empty(await IdsAsync(new JobQuery { Filter = filter with { Queues = ["other"] } }));
        await Assert.ThrowsAsync<MalformedRequestException>(() => _client.ListAsync(new JobQuery { Cursor = "nonsense" }));
        await Assert.ThrowsAsync<JobValidationException>(() => _client.ListAsync(new JobQuery { Limit = 0 }));
    }

    [Fact]
    public async Task Queues_PauseListResume_Work()
    {
        var paused = await _client.PauseQueueAsync("mail", "migration", "ana");
        Assert.Equal(("mail", true, "migration"), (paused.Name, paused.Paused, paused.Note));
        var jobId = (await _client.SubmitAsync(new Greet("Ben"), s => s with { Queue = "mail" })).Job.JobId;
        var listed = Assert.Single((await _client.ListQueuesAsync()).Items, q => q.Name == "mail");
        Assert.Equal((true, 1L), (listed.Paused, listed.Queued));
        Assert.False((await _client.ResumeQueueAsync("mail")).Paused);
        Assert.Equal(JobState.Completed, (await _client.WaitAsync(jobId)).State);
        var stats = await _client.GetStatsAsync();
        Assert.Equal((1L, 1L, 1L), (stats.ByState.Completed, stats.ByJobType["greet"].Completed, stats.ByQueue["mail"].Completed));
    }

    [Fact]
    public async Task Members_NoSuchJob_SaySo()
    {
        const string missing = "0000-0000000000aaaa";
        Assert.Null(await _client.GetAsync(missing));
        Assert.Null(await _client.GetStatusAsync(missing));
        await Assert.ThrowsAsync<JobNotFoundException>(() => _client.CancelAsync(missing));
        await Assert.ThrowsAsync<JobNotFoundException>(() => _client.WaitAsync(missing));
        var invalid = await Assert.ThrowsAsync<JobValidationException>(() => _client.SubmitAsync(Later() with { Priority = 101 }));
        Assert.True(invalid.Errors.ContainsKey("priority"));
    }

    private static JobSubmission Later() => JobSubmission.Create("greet", new Greet("Ana")) with { Delay = Day };

    private async Task<List<string>> IdsAsync(JobQuery query)
    {
        var ids = new List<string>();
        Page<JobSummary> page;
        do
        {
            page = await _client.ListAsync(query);
            ids.AddRange(page.Items.Select(j => j.JobId));
            query = query with { Cursor = page.NextCursor };
        }
        while (page.NextCursor is not null);
        return ids;
    }

    internal sealed record Greet(string Name);

    internal sealed record Greeting(string Text);
}
