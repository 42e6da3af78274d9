using JobScheduler.Cli.Input;
using Xunit;

namespace JobScheduler.Tests.Cli;

/// <summary>Jobs and schedules as files describe them.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void Read_WholeSubmission_HasEveryField()
    {
        var read = SubmissionDocument.Read(Document("""
            job_type: http
            payload: { url: "http://x", n: 1.50 }
            queue: mail
            priority: -3
            run_at: 2026-12-01T10:00:00+01:00
            max_attempts: 7
            retry: { kind: explicit, delays_ms: [1000, 2500] }
            timeout_ms: 30000
            expires_at: 2026-12-02T10:00:00Z
            idempotency_key: k
            concurrency_key: c
            tags: [a, b]
            """));
        Assert.Equal(("http", "mail", -3, 7, "k", "c"), (read.JobType, read.Queue, read.Priority, read.MaxAttempts, read.IdempotencyKey, read.ConcurrencyKey));
        Assert.Equal("""{"url":"http://x","n":1.50}""", read.Payload!.ToString());
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 9, 0, 0, TimeSpan.Zero), read.RunAt);
        Assert.Equal(RetryPolicy.Explicit(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(2500)), read.Retry);
        Assert.Equal((TimeSpan.FromSeconds(30), null), (read.Timeout!.Value, read.Delay));
        Assert.Equal(["a", "b"], read.Tags);
    }

    [Fact]
    public void Read_ScheduleAsTheServerShowsIt_IsOne()
    {
        var read = ScheduleDocument.Read(Document("""
            {"id":"n","cron":"@daily","time_zone":"UTC","description":"At 00:00","job":{"job_type":"echo","payload":null,"queue":"default","priority":0,"max_attempts":5,
            "retry":{"kind":"fixed","initial_ms":1000,"factor":null,"max_ms":null,"jitter":0,"delays_ms":null},"timeout_ms":null,"expires_at":null,"concurrency_key":null,"tags":[]},
            "overlap":"queue_one","misfire":"skip","catch_up_window_ms":1000,"catch_up_limit":5,"jitter_ms":0,"phase_ms":0,"exclude":["2026-12-24"],"start_at":null,"end_at":null,"max_runs":3,
            "runs":1,"paused":false,"note":null,"paused_by":null,"paused_at":null,"next_run_at":null,"last_run_at":null,"created_at":"2026-12-01T00:00:00.000Z","updated_at":"2026-12-01T00:00:00.000Z",
            "version":3,"active_jobs":0,"waiting":0}
            """));
        Assert.Equal((OverlapPolicy.QueueOne, MisfirePolicy.Skip, 5, 3L), (read.Overlap, read.Misfire, read.CatchUpLimit, read.MaxRuns));
        Assert.Equal(RetryPolicy.Fixed(TimeSpan.FromSeconds(1)), read.Job.Retry);
    }

    [Fact]
    public void Read_ManyMistakes_NamesThemAllByPath()
    {
        var message = Assert.Throws<UsageException>(() => ScheduleDocument.Read(Document("""
            id: n
            crom: "@daily"
            overlap: never
            catch_up_limit: "5"
            start_at: 2026-12-01T10:00:00
            job: { job_type: echo, max_atempts: 3, retry: { kind: none, factor: 2 }, tags: [1] }
            """))).Message;
        Assert.Equal(
            """
            f: cron is required.
            f: job.retry.factor does not apply to the kind none.
            f: job.tags must be a list of texts.
            f: job.max_atempts is no field; is max_attempts meant?
            f: overlap must be one of skip, queue_one, queue_all, cancel_running, allow.
            f: catch_up_limit must be a whole number.
            f: start_at must be a time with an offset, as 2026-12-01T10:00:00Z.
            f: crom is no field; is cron meant?
            """.ReplaceLineEndings("\n"),
            message.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("text")]
    [InlineData("{}")]
    [InlineData("""{"id":"n","cron":"@daily"}""")]
    [InlineData("""{"id":"n","cron":"@daily","job":7}""")]
    [InlineData("""{"id":"n","cron":"@daily","job":{}}""")]
    [InlineData("""{"id":null,"cron":"@daily","job":{"job_type":"echo"}}""")]
    [InlineData("""{"id":"n","id":"m","cron":"@daily","job":{"job_type":"echo"}}""")]
    public void Read_NoSchedule_IsRefused(string text) =>
        Assert.Throws<UsageException>(() => SourceDocument.Read("f", text).Select(ScheduleDocument.Read).ToList());

    private static SourceDocument Document(string text) => Assert.Single(SourceDocument.Read("f", text));
}
