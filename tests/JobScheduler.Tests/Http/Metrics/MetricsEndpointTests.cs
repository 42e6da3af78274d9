using JobScheduler.Grains.Diagnostics;
using JobScheduler.Http.Metrics;
using JobScheduler.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Http.Metrics;

/// <summary>What a real node answers that has had work of all kinds.</summary>
public sealed class MetricsEndpointTests(MetricsEndpointTests.Target target) : IClassFixture<MetricsEndpointTests.Target>
{
    [Fact]
    public async Task Metrics_Jobs_AreCountedByStateAndType()
    {
        var scrape = await target.ScrapeAsync();

        Assert.Equal(5, scrape.Find("jobscheduler_jobs", ("state", "completed"), ("job_type", "echo")));
        Assert.Equal(1, scrape.Find("jobscheduler_jobs", ("state", "failed"), ("job_type", "fails")));
        Assert.Equal(1, scrape.Find("jobscheduler_jobs", ("state", "failed"), ("job_type", "hangs")));
        Assert.Equal(1, scrape.Find("jobscheduler_jobs", ("state", "cancelled"), ("job_type", "sleep")));
        Assert.Equal(1, scrape.Find("jobscheduler_jobs", ("state", "queued"), ("job_type", "nobody")));
        Assert.Equal(0, scrape.Find("jobscheduler_jobs", ("state", "failed"), ("job_type", "echo")));
        Assert.Equal(1, scrape.Find("jobscheduler_job_unhandled", ("job_type", "nobody")));
        Assert.Equal(0, scrape.Find("jobscheduler_job_unhandled", ("job_type", "echo")));
    }

    [Fact]
    public async Task Metrics_WhatBecameOfJobs_IsCounted()
    {
        var scrape = await target.ScrapeAsync();

        Assert.Equal(scrape.Sum("jobscheduler_jobs"), scrape.Sum("jobscheduler_job_accepted_total"));
        Assert.Equal(5, scrape.Find("jobscheduler_job_finished_total", ("job_type", "echo"), ("state", "completed")));
        Assert.Equal(1, scrape.Find("jobscheduler_job_finished_total", ("job_type", "sleep"), ("state", "cancelled")));
        Assert.Equal(2, scrape.Find("jobscheduler_job_retries_total", ("job_type", "fails"), ("reason", "failed")));
        Assert.Equal(1, scrape.Find("jobscheduler_job_dead_letters_total", ("job_type", "fails"), ("reason", "failed")));
        Assert.Equal(1, scrape.Find("jobscheduler_job_dead_letters_total", ("job_type", "hangs"), ("reason", "timed_out")));
        Assert.Equal(0, scrape.Find("jobscheduler_job_dead_letters_total", ("job_type", "echo"), ("reason", "lost")));
    }

    [Theory]
    [InlineData("echo", "completed", 5)]
    [InlineData("fails", "retry", 2)]
    [InlineData("fails", "failed", 1)]
    [InlineData("hangs", "timed_out", 1)]
    [InlineData("snoozes", "snoozed", 1)]
    [InlineData("snoozes", "completed", 1)]
    [InlineData("sleep", "cancelled", 1)]
    public async Task Metrics_Attempts_AreMeasuredByOutcome(string jobType, string outcome, int count) => Assert.Equal(
        count, (await target.ScrapeAsync()).Find("jobscheduler_attempt_duration_seconds_count", ("job_type", jobType), ("outcome", outcome)));

    [Fact]
    public async Task Metrics_Lateness_IsOfFirstAttemptsByQueue()
    {
        var scrape = await target.ScrapeAsync();

        Assert.Equal(1, scrape.Find("jobscheduler_attempt_lateness_seconds_count", ("queue", "reports")));
        Assert.Equal(9, scrape.Find("jobscheduler_attempt_lateness_seconds_count", ("queue", "default"))); // each job once, whatever its attempts
    }

    [Fact]
    public async Task Metrics_Queues_HaveDepthAgeAndPause()
    {
        var scrape = await target.ScrapeAsync();

        Assert.Equal((1, 1), (scrape.Find("jobscheduler_queue_depth", ("queue", "paused")), scrape.Find("jobscheduler_queue_paused", ("queue", "paused"))));
        Assert.Equal((0, 0), (scrape.Find("jobscheduler_queue_depth", ("queue", "reports")), scrape.Find("jobscheduler_queue_paused", ("queue", "reports"))));
        Assert.InRange(scrape.Find("jobscheduler_queue_oldest_age_seconds", ("queue", "paused"))!.Value, 3600, 3900);
        Assert.Equal(0, scrape.Find("jobscheduler_queue_oldest_age_seconds", ("queue", "reports")));
    }

    [Fact]
    public async Task Metrics_Node_ShowsSlotsAndPartitions()
    {
        // The job that is due in 50 minutes; the far ones are not in memory. The last of the others may be counted until its partition
        // says again what it holds, once a second.
        var scrape = await target.ScrapeUntilAsync(now => now.Sum("jobscheduler_partition_horizon") == 1, "one job is within the horizon");

        Assert.Equal((1, 63), (scrape.Find("jobscheduler_slots", ("state", "running")), scrape.Find("jobscheduler_slots", ("state", "free"))));
        Assert.Equal((16, 16), (scrape.Find("jobscheduler_partition_served"), scrape.Find("jobscheduler_partition_limit")));
        Assert.Equal(16, scrape.Samples("jobscheduler_partition_horizon").Select(sample => sample["partition"]).Distinct().Count());
        Assert.True(scrape.Sum("jobscheduler_partition_in_memory") >= 3);
        Assert.All(scrape.Samples("jobscheduler_partition_term"), sample => Assert.Equal(1, sample.Value));
        Assert.Equal(16, scrape.Find("jobscheduler_partition_term_changes_total", ("reason", "acquired")));
        Assert.Equal(0, scrape.Find("jobscheduler_partition_term_changes_total", ("reason", "lost")));
    }

    [Fact]
    public async Task Metrics_Store_ShowsCommitsAndHealth()
    {
        var scrape = await target.ScrapeAsync();
        var commits = scrape.Find("jobscheduler_commit_duration_seconds_count", ("outcome", "applied"))!.Value;

        Assert.True(commits >= 20);
        Assert.Equal((commits, commits), (scrape.Find("jobscheduler_commit_rows_count"), scrape.Find("jobscheduler_commit_size_bytes_count")));
        Assert.True(scrape.Find("jobscheduler_commit_rows_sum") > commits);
        Assert.True(scrape.Find("jobscheduler_commit_size_bytes_sum") > 100 * commits);
        Assert.Equal(0, scrape.Sum("jobscheduler_store_errors_total"));
        Assert.Equal(1, scrape.Find("jobscheduler_store_writable"));
        Assert.True(scrape.Find("jobscheduler_store_disk_free_bytes") > 0);
        Assert.InRange(scrape.Find("jobscheduler_store_read_age_seconds")!.Value, 0, 60);
    }

    [Fact]
    public async Task Metrics_Process_HasTheBasics()
    {
        var scrape = await target.ScrapeAsync();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        Assert.InRange(scrape.Find("process_start_time_seconds")!.Value, now - 86_400, now);
        Assert.True(scrape.Sum("dotnet_process_cpu_time_seconds_total") > 0);
        Assert.True(scrape.Find("dotnet_process_memory_working_set_bytes") > 1 << 20);
        Assert.Equal(3, scrape.Samples("dotnet_gc_collections_total").Count());
        Assert.True(scrape.Find("dotnet_thread_pool_threads") > 0);
        if (OperatingSystem.IsLinux())
        {
            Assert.InRange(scrape.Find("process_threads")!.Value, 5, 5_000);
            Assert.InRange(scrape.Find("process_open_fds")!.Value, 5, scrape.Find("process_max_fds")!.Value);
        }
    }

    [Fact]
    public async Task Metrics_Refused_AreCountedByReason()
    {
        using var refused = await target.Client.GetAsync($"v1/jobs/{target.Far}/events");

        Assert.Equal(429, (int)refused.StatusCode);
        Assert.True((await target.ScrapeAsync()).Find("jobscheduler_requests_refused_total", ("reason", "overloaded")) >= 1);
    }

    [Fact]
    public async Task Metrics_Head_HasNoBody()
    {
        var answer = await RawHttp.SendAsync(target.Address, "HEAD", "/metrics");

        Assert.Equal((200, Scrape.ContentType, ""), (answer.Status, answer.Header("Content-Type"), answer.Body));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    [Fact]
    public async Task Documentation_Table_IsWhatIsMeasured()
    {
        var scrape = await target.ScrapeAsync();
        var measured = scrape.Families.Select(family => $"{family.Name} {family.Type} {string.Join(", ", Labels(family))}");

        Assert.Equal(measured.Order(StringComparer.Ordinal), MetricsPage.Rows.Select(row => $"{row.Prometheus} {row.Type} {row.Labels}").Order(StringComparer.Ordinal));

        Assert.Equal(
            Instruments().Order(StringComparer.Ordinal),
            MetricsPage.Rows.Select(row => $"{row.Instrument} {row.Prometheus} {row.Type} {Words(row)}").Order(StringComparer.Ordinal));

        static IEnumerable<string> Labels(SampleFamily family) =>
            family.Samples.SelectMany(sample => sample.Labels.Keys).Where(label => label != "le").Distinct().Order(StringComparer.Ordinal);

        // Of the runtime's own instruments the page has words of its own.
        static string Words(MetricsRow row) => row.Instrument.StartsWith("dotnet.", StringComparison.Ordinal) ? "" : row.Meaning;
    }

    private List<string> Instruments()
    {
        using var collector = new MetricsCollector(target.Services.GetRequiredService<NodeMetrics>().Meter);
        return [.. collector.Families.Select(family =>
            $"{family.Instrument.Name} {family.Name} {family.Type} {(family.Name.StartsWith("dotnet_", StringComparison.Ordinal) ? "" : family.Instrument.Description)}")];
    }

    public sealed class Target : HttpTarget, IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jobscheduler-metrics-");
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>A job that is due in a year.</summary>
        public string Far { get; private set; } = "";

        internal Task<Scrape> ScrapeAsync() => Scrape.OfAsync(Client);

        internal async Task<Scrape> ScrapeUntilAsync(Func<Scrape, bool> isReady, string phase)
        {
            var begun = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(begun) < Grains.GrainWorld.Patience)
            {
                var scrape = await ScrapeAsync();
                if (isReady(scrape))
                    return scrape;
            }

            throw new TimeoutException($"{phase}: not within {Grains.GrainWorld.Patience.TotalSeconds} s.");
        }

        public void Dispose() => _folder.Delete(recursive: true);

        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            var jobs = Services.GetRequiredService<IJobSchedulerClient>();
            var now = TimeProvider.System.GetUtcNow();
            await jobs.PauseQueueAsync("paused");
            await jobs.SubmitAsync(new JobSubmission { JobType = "echo", Queue = "paused", RunAt = now.AddHours(-1) });
            await jobs.SubmitAsync(new JobSubmission { JobType = "nobody" });
            await jobs.SubmitAsync(new JobSubmission { JobType = "echo", Delay = TimeSpan.FromMinutes(50) });
            Far = await SubmitAsync(jobs, new JobSubmission { JobType = "echo", Delay = TimeSpan.FromDays(365) });
            await jobs.SubmitAsync(new JobSubmission { JobType = "holds" });
            var sleeping = await SubmitAsync(jobs, new JobSubmission { JobType = "sleep", Payload = RawJson.Parse("""{"duration_ms":60000}""") });
            string[] ending =
            [
                await SubmitAsync(jobs, new JobSubmission { JobType = "echo" }),
                await SubmitAsync(jobs, new JobSubmission { JobType = "echo", Queue = "reports" }),
                await SubmitAsync(jobs, new JobSubmission { JobType = "fails", MaxAttempts = 3, Retry = RetryPolicy.Fixed(TimeSpan.FromMilliseconds(1)) }),
                await SubmitAsync(jobs, new JobSubmission { JobType = "hangs", MaxAttempts = 1, Timeout = TimeSpan.FromMilliseconds(50) }),
                await SubmitAsync(jobs, new JobSubmission { JobType = "snoozes" }),
                (await jobs.TriggerScheduleAsync("kept")).JobId,
                (await jobs.TriggerScheduleAsync("kept")).JobId,
                // Each partition says once a second what it has: this job ends after all of them have.
                await SubmitAsync(jobs, new JobSubmission { JobType = "echo", Delay = TimeSpan.FromMilliseconds(2_500) }),
            ];
            foreach (var job in ending)
                await Grains.GrainWorld.Within(jobs.WaitAsync(job), $"{job} ends");
            await UntilRunningAsync(jobs, sleeping);
            await jobs.CancelAsync(sleeping);
            await Grains.GrainWorld.Within(jobs.WaitAsync(sleeping), "the sleeping job is cancelled");
            await Grains.GrainWorld.Within(_holding.Task, "a job holds a slot");
        }

        protected override void AddScheduler(WebApplicationBuilder builder)
        {
            var snoozed = false;
            builder.Services.AddJobScheduler(o => o.Horizon = TimeSpan.FromHours(1)).AddHttp(o => o.MaxEventStreams = 0).UseSqlite(Path.Combine(_folder.FullName, "jobs.db"))
                .AddHandler("fails", void () => throw new InvalidOperationException("as asked"))
                .AddHandler("hangs", (CancellationToken stop) => Task.Delay(TimeSpan.FromMinutes(5), TimeProvider.System, stop))
                .AddHandler("snoozes", () => (snoozed = !snoozed) ? JobOutcome.Snooze(TimeProvider.System.GetUtcNow()) : JobOutcome.Completed)
                .AddHandler("holds", (CancellationToken stop) =>
                {
                    _holding.TrySetResult();
                    return _held.Task.WaitAsync(stop);
                });
        }

        private static async Task<string> SubmitAsync(IJobSchedulerClient jobs, JobSubmission job) => (await jobs.SubmitAsync(job)).Job.JobId;

        private static async Task UntilRunningAsync(IJobSchedulerClient jobs, string jobId)
        {
            using var patience = new CancellationTokenSource(Grains.GrainWorld.Patience, TimeProvider.System);
            await foreach (var change in jobs.WatchAsync(jobId, patience.Token))
            {
                if (change.Job.State == JobState.Running)
                    return;
            }
        }
    }
}

/// <summary>The tables of docs/metrics.md.</summary>
internal static class MetricsPage
{
    public static IReadOnlyList<MetricsRow> Rows { get; } =
    [
        .. File.ReadAllLines(Path.Combine(Checkout.Root, "docs", "metrics.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim().Replace("`", "", StringComparison.Ordinal)).ToArray())
            .Select(cells => new MetricsRow(cells[0], cells[1], cells[2], cells[3], cells[4])),
    ];
}

internal sealed record MetricsRow(string Instrument, string Prometheus, string Type, string Labels, string Meaning);
