using System.Globalization;

namespace JobScheduler.LoadTest.Day;

/// <summary>The jobs of the day, the same for the same seed. Each has an idempotency key, so that the client may repeat it when the silo restarts.</summary>
internal sealed class Workload(IJobSchedulerClient client, Stub stub, Ledger ledger, Random random, TimeProvider time)
{
    /// <summary>The queue that is paused and resumed.</summary>
    public const string PausedQueue = "side";

    private const int BatchJobs = 10;
    private static readonly RetryPolicy Retry = RetryPolicy.Fixed(TimeSpan.FromMilliseconds(200));
    private int _number;

    /// <summary>Draws the next thing to do; it is done when the task ends. Batches count as their jobs.</summary>
    public (Task Done, int Jobs) Next()
    {
        var number = ++_number;
        return random.Next(1000) switch
        {
            < 300 => One("echo", Echo(number)),
            < 400 => One("delayed", Echo(number) with { Delay = TimeSpan.FromMilliseconds(random.Next(1, 8000)) }),
            < 450 => One("sleep", Sleep(random.Next(10, 300))),
            < 600 => One("http", Http()),
            < 680 => One("http retried", Http(failures: random.Next(1, 3)), fails: true),
            < 700 => One("dead letter", Http(failures: 1, status: 404), Fate.CompletesAfterReplay, fails: true),
            < 790 => One("concurrency key", Sleep(random.Next(1, 20)) with { ConcurrencyKey = Name("key", random.Next(16)) }),
            < 840 => One("priority", Echo(number) with { Priority = random.Next(-100, 101) }),
            < 880 => One("tags", Echo(number) with { Tags = ["day", Name("tag", random.Next(20))] }),
            < 910 => One("paused queue", Echo(number) with { Queue = PausedQueue }),
            < 940 => (Tracked(() => RepeatAsync(Key(Echo(number)))), 1),
            < 960 => (Tracked(() => CancelAsync(Key(Echo(number) with { Delay = TimeSpan.FromSeconds(30) }))), 1),
            < 970 => (Tracked(() => CancelAsync(Key(Sleep(2000)))), 1),
            < 990 => (Tracked(() => WatchAsync(Key(Sleep(random.Next(50, 400))))), 1),
            _ => (Tracked(() => BatchAsync(number)), BatchJobs),
        };
    }

    /// <summary>Schedules that make a few jobs each second.</summary>
    public static IEnumerable<ScheduleSubmission> Schedules() =>
        from number in Enumerable.Range(0, 4)
        select new ScheduleSubmission
        {
            Id = Name("day", number),
            Cron = number == 0 ? "@every 1s" : string.Create(CultureInfo.InvariantCulture, $"*/{number} * * * * *"),
            Overlap = (OverlapPolicy)number,
            Misfire = MisfirePolicy.FireAll,
            Job = new JobSubmission { JobType = number % 2 == 0 ? "echo" : "sleep", Payload = RawJson.From(new { duration_ms = 50 }) },
        };

    private (Task Done, int Jobs) One(string kind, JobSubmission submission, Fate fate = Fate.Completes, bool fails = false)
    {
        var keyed = Key(submission);
        return (Tracked(async () => ledger.Accept((await client.SubmitAsync(keyed)).Job.JobId, kind, fate, fails)), 1);
    }

    private async Task RepeatAsync(JobSubmission submission)
    {
        var first = await client.SubmitAsync(submission);
        ledger.Accept(first.Job.JobId, "idempotent", Fate.Completes);
        var second = await client.SubmitAsync(submission);
        if (second.Created || second.Job.JobId != first.Job.JobId)
            ledger.Error($"the repeat of {first.Job.JobId} made {second.Job.JobId}");
        ledger.Count("(repeats)");
    }

    private async Task CancelAsync(JobSubmission submission)
    {
        var job = (await client.SubmitAsync(submission)).Job;
        ledger.Accept(job.JobId, "cancelled", Fate.CancelledOrCompletes);
        await Task.Delay(TimeSpan.FromMilliseconds(100), time);
        try
        {
            await client.CancelAsync(job.JobId);
        }
        catch (JobStateConflictException)
        {
            // It had completed: only a sleep that was held up by the restart can be so late.
        }
    }

    private async Task WatchAsync(JobSubmission submission)
    {
        var job = (await client.SubmitAsync(submission)).Job;
        ledger.Accept(job.JobId, "watched", Fate.Completes);
        var last = JobState.Scheduled;
        await foreach (var change in client.WatchAsync(job.JobId))
            last = change.Job.State;
        if (last != JobState.Completed)
            ledger.Error($"the stream of {job.JobId} ended with {last}");
    }

    private async Task BatchAsync(int number)
    {
        var jobs = Enumerable.Range(0, BatchJobs).Select(i => Echo((number * 100) + i)).ToList();
        foreach (var entry in await client.SubmitBatchAsync(jobs, Name("batch", number)))
            ledger.Accept(entry.JobId, "batch", Fate.Completes);
    }

    private async Task Tracked(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (JobSchedulerException e)
        {
            ledger.Error($"{e.GetType().Name}: {e.Message}");
        }
    }

    private JobSubmission Key(JobSubmission submission) => submission with { IdempotencyKey = Name("day", _number), MaxAttempts = 20, Retry = Retry };

    private JobSubmission Http(int failures = 0, int status = 503) =>
        new() { JobType = "http", Payload = RawJson.From(new { url = stub.Url(failures, status), method = "POST" }) };

    private static JobSubmission Echo(int number) => new() { JobType = "echo", Payload = RawJson.From(new { number }) };

    private static JobSubmission Sleep(int milliseconds) => new() { JobType = "sleep", Payload = RawJson.From(new { duration_ms = milliseconds }) };

    private static string Name(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number}");
}
