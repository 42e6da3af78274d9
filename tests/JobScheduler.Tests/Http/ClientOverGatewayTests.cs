using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>The client over HTTP and the gateway understand each other: what one writes, the other reads.</summary>
public sealed class ClientOverGatewayTests : OverGateway
{
    [Fact]
    public async Task Submit_EveryField_ArrivesAndComesBack()
    {
        var fixedDelay = RetryPolicy.Fixed(TimeSpan.FromSeconds(2));
        foreach (var retry in new[] { RetryPolicy.Default, RetryPolicy.None, fixedDelay, RetryPolicy.Explicit(TimeSpan.Zero) })
        {
            var sent = new JobSubmission
            {
                JobType = "mail/send:v2",
                Payload = RawJson.Parse("""{"n":1.50}"""),
                Queue = "q",
                Priority = -100,
                RunAt = new(2030, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)),
                MaxAttempts = 1,
                Retry = retry,
                Timeout = TimeSpan.FromSeconds(30),
                ExpiresAt = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero),
                IdempotencyKey = "ü " + retry.Kind,
                ConcurrencyKey = "k",
                Tags = ["a", "b"],
            };

            var result = await Client.SubmitAsync(sent);
            var again = await Client.SubmitAsync(sent);

            Assert.True(result.Created);
            Assert.False(again.Created);
            Assert.Equal(retry, Target.Scheduler.Submitted[^1].Retry);
            Assert.Equal(retry.Kind, result.Job.Retry.Kind);
            Assert.Equal(sent.Payload, result.Job.Payload);
            Assert.Equal(sent.RunAt, result.Job.RunAt);
            Assert.Equal(sent.Tags, result.Job.Tags);
        }
    }

    [Fact]
    public async Task Batch_WithAKey_AnswersInOrder()
    {
        var jobs = Enumerable.Range(0, 3).Select(_ => new JobSubmission { JobType = "echo" }).ToList();

        var first = await Client.SubmitBatchAsync(jobs, "b");
        var second = await Client.SubmitBatchAsync(jobs, "b");

        Assert.All(first, entry => Assert.True(entry.Created));
        Assert.Equal(first.Select(entry => (entry.JobId, false)), second.Select(entry => (entry.JobId, entry.Created)));
    }

    [Fact]
    public async Task Job_ReadMovedCancelledReplayed_IsTheSchedulers()
    {
        var jobId = Target.WaitingJob;

        Assert.Equal(jobId, (await Client.GetAsync(jobId))!.JobId);
        Assert.Equal(JobState.Scheduled, (await Client.GetStatusAsync(jobId))!.State);
        Assert.Equal(5, (await Client.MoveAsync(jobId, new() { Priority = 5, Delay = TimeSpan.FromDays(2) })).Priority);
        Assert.Equal(JobState.Queued, (await Client.RunNowAsync(jobId)).State);
        Assert.Equal(JobState.Cancelled, (await Client.CancelAsync(jobId)).State);
        Assert.Equal(JobState.Queued, (await Client.RetryAsync(jobId)).State);
        Assert.Null(await Client.GetAsync("unknown"));
        Assert.Null(await Client.GetStatusAsync("unknown"));
    }

    [Fact]
    public async Task Wait_JobThatFails_GivesItsEnd()
    {
        var waiting = Client.WaitAsync(Target.WaitingJob);
        Target.Scheduler.Change(Target.WaitingJob, SampleJobs.Failed);

        var job = await waiting.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(JobState.Failed, job.State);
        Assert.Equal(AttemptOutcome.TimedOut, Assert.Single(job.Attempts).Outcome);
        Assert.Equal(40, job.ProgressPercent);
    }

    [Fact]
    public async Task Lists_AndBulk_ReachTheScheduler()
    {
        var everything = new JobFilter
        {
            States = [JobState.Failed],
            JobTypes = ["echo"],
            Queues = ["default"],
            Tags = ["a b", "c+d"],
            IdempotencyKeys = ["ü"],
            ConcurrencyKeys = ["&="],
            From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };

        await Client.ListAsync(new() { Filter = everything, Order = JobOrder.Due, Limit = 9 });
        var result = await Client.BulkAsync(BulkAction.Discard, new() { Filter = everything, Limit = 3, DryRun = true, Reason = "r" });

        var query = Target.Scheduler.Queries[^1];
        Assert.Equal((JobOrder.Due, 9), (query.Order, query.Limit));
        foreach (var filter in new[] { query.Filter, Target.Scheduler.Bulks[^1].Request.Filter! })
        {
            Assert.Equal(everything.States, filter.States);
            Assert.Equal(everything.Tags, filter.Tags);
            Assert.Equal(everything.IdempotencyKeys, filter.IdempotencyKeys);
            Assert.Equal(everything.ConcurrencyKeys, filter.ConcurrencyKeys);
            Assert.Equal(everything.From, filter.From);
        }

        Assert.True(result.DryRun);
    }

    [Fact]
    public async Task List_DeadLetters_HaveFingerprints()
    {
        Target.Scheduler.Change(Target.WaitingJob, SampleJobs.Failed);

        var page = await Client.ListAsync(new() { Order = JobOrder.NewestFailure, Filter = new() { ErrorCodes = ["c"], Fingerprints = ["9f2c61d0"] } });

        Assert.Equal("9f2c61d0", Assert.Single(page.Items).Fingerprint);
        Assert.Empty((await Client.ListAsync(new() { Order = JobOrder.NewestFailure, Filter = new() { Fingerprints = ["00000000"] } })).Items);
    }

    [Fact]
    public async Task Log_OfAnAttempt_IsTheSchedulers()
    {
        var failed = Target.Scheduler.Change(Target.WaitingJob, SampleJobs.Failed);

        var log = (await Client.GetAttemptLogAsync(failed.JobId, 1))!;

        Assert.Equal((failed.JobId, 1, true), (log.JobId, log.Attempt, log.Truncated));
        Assert.Equal(Target.Scheduler.LogLines, log.Lines);
        Assert.Null(await Client.GetAttemptLogAsync(failed.JobId, 2));
        Assert.Null(await Client.GetAttemptLogAsync(failed.JobId, 0));
        Assert.Null(await Client.GetAttemptLogAsync("07c1-01kb3z5m8q4t7x", 1));
        Assert.Null(await Client.GetAttemptLogAsync("odd id", 1));
    }

    [Fact]
    public async Task Groups_OfDeadLetters_AreTheSchedulers()
    {
        var failed = Target.Scheduler.Change(Target.WaitingJob, SampleJobs.Failed);
        var query = new DeadLetterGroupQuery { JobTypes = [failed.JobType, "other"], ErrorCodes = ["c"], Queues = ["default"], Limit = 3 };

        var group = Assert.Single((await Client.ListDeadLetterGroupsAsync(query)).Items);

        Assert.Equal(("9f2c61d0", failed.JobType, "c", "m", 1L, true), (group.Fingerprint, group.JobType, group.ErrorCode, group.Message, group.Count, group.CountIsExact));
        Assert.Equal((failed.FinishedAt, failed.FinishedAt, failed.JobId), (group.FirstSeen, group.LastSeen, group.Sample.JobId));
        var seen = Target.Scheduler.GroupQueries[^1];
        Assert.Equal(3, seen.Limit);
        Assert.Equal(query.JobTypes, seen.JobTypes);
        Assert.Equal(query.ErrorCodes, seen.ErrorCodes);
        Assert.Equal(query.Queues, seen.Queues);
    }

    [Fact]
    public async Task Queues_AndStats_AreTheSchedulers()
    {
        Assert.True((await Client.PauseQueueAsync("q", "note", "ana")).Paused);
        Assert.Equal("ana", Assert.Single((await Client.ListQueuesAsync()).Items).PausedBy);
        Assert.False((await Client.ResumeQueueAsync("q")).Paused);
        Assert.Equal(FakeShapes.Stats.ByState, (await Client.GetStatsAsync()).ByState);
    }

    [Fact]
    public async Task Refusals_OfTheScheduler_AreTheSameExceptions()
    {
        var invalid = await Assert.ThrowsAsync<JobValidationException>(() => Client.SubmitAsync(new() { JobType = "echo", Priority = 101 }));
        Assert.Equal(["must be between -100 and 100"], invalid.Errors["priority"]);
        await Assert.ThrowsAsync<MalformedRequestException>(() => Client.ListAsync(new() { Cursor = "x" }));
        await Assert.ThrowsAsync<JobNotFoundException>(() => Client.CancelAsync("unknown"));
        var conflict = await Assert.ThrowsAsync<JobStateConflictException>(() => Client.RunNowAsync(Target.CancelledJob));
        Assert.Equal(JobState.Cancelled, conflict.State);
        await Client.SubmitAsync(new() { JobType = "echo", IdempotencyKey = "k" });
        await Assert.ThrowsAsync<IdempotencyConflictException>(() => Client.SubmitAsync(new() { JobType = "other", IdempotencyKey = "k" }));
        Target.Scheduler.Refuse = new SchedulerUnavailableException("disk", TimeSpan.FromSeconds(1), storageFull: true);
        Assert.True((await Assert.ThrowsAsync<SchedulerUnavailableException>(() => Client.GetStatsAsync())).StorageFull);
    }

    [Fact]
    public async Task Schedule_EveryField_ArrivesAndComesBack()
    {
        var sent = new ScheduleSubmission
        {
            Id = "every._~-field",
            Cron = "@every 90s",
            TimeZone = "Europe/Berlin",
            Job = new() { JobType = "mail/send:v2", Payload = RawJson.Parse("""{"n":1.50}"""), Retry = RetryPolicy.Explicit(TimeSpan.FromSeconds(1)), Tags = ["a"] },
            Overlap = OverlapPolicy.CancelRunning,
            Misfire = MisfirePolicy.FireAll,
            CatchUpWindow = TimeSpan.FromHours(1),
            CatchUpLimit = 7,
            Jitter = TimeSpan.FromSeconds(2),
            Phase = TimeSpan.FromSeconds(3),
            Exclude = ["2026-12-24", "* * * * SUN"],
            StartAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)),
            EndAt = new(2199, 1, 1, 0, 0, 0, TimeSpan.Zero),
            MaxRuns = 9,
            Paused = true,
            Note = "n",
        };

        var created = await Client.CreateScheduleAsync(sent);
        var again = await Client.PutScheduleAsync(sent, SchedulePrecondition.HasVersion(created.Version));

        var arrived = Target.Scheduler.Declared[^1];
        Assert.Equal(sent with { Job = arrived.Job, Exclude = arrived.Exclude, StartAt = arrived.StartAt }, arrived);
        Assert.Equal(sent.Exclude, arrived.Exclude);
        Assert.Equal(sent.StartAt, arrived.StartAt);
        Assert.Equal((1L, false, true, "n"), (again.Schedule.Version, again.Created, created.Paused, created.Note));
        Assert.Equal((3_000L, 7, 9L), (created.Definition.PhaseMs, created.Definition.CatchUpLimit, created.Definition.MaxRuns));
    }

    [Fact]
    public async Task Schedule_ListedControlledDeleted_IsTheSchedulers()
    {
        var id = (await Client.CreateScheduleAsync(new() { Id = "controlled", Cron = "0 0 * * *", Job = new() { JobType = "echo" } })).Id;
        Target.Scheduler.Runs[id] = SampleSchedules.Runs;

        Assert.Contains((await Client.ListSchedulesAsync(500)).Items, schedule => schedule.Id == id);
        Assert.Equal("ana", (await Client.PauseScheduleAsync(id, "n", "ana")).PausedBy);
        Assert.False((await Client.ResumeScheduleAsync(id)).Paused);
        Assert.Equal(id, (await Client.TriggerScheduleAsync(id)).ScheduleId);
        Assert.Equal(31, (await Client.BackfillScheduleAsync(id, new() { From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), To = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero) })).Count);
        Assert.Equal(SampleSchedules.Runs, (await Client.ListScheduleRunsAsync(id)).Items);
        await Assert.ThrowsAsync<PreconditionFailedException>(() => Client.DeleteScheduleAsync(id, SchedulePrecondition.HasVersion(99)));
        await Client.DeleteScheduleAsync(id);
        Assert.Null(await Client.GetScheduleAsync(id));
        var cron = await Assert.ThrowsAsync<CronException>(() => Client.PreviewScheduleAsync(new() { Cron = "0 25 * * *" }));
        Assert.Equal(("cron", "hour", 2), (cron.Path, cron.Field, cron.Position));
    }
}
