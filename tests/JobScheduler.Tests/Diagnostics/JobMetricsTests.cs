using JobScheduler.Grains.Core;
using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Storage;
using JobScheduler.Http.Metrics;
using JobScheduler.Tests.Core;
using JobScheduler.Tests.Http.Metrics;
using Xunit;

namespace JobScheduler.Tests.Diagnostics;

public sealed class JobMetricsTests : IDisposable
{
    private readonly NodeMetrics _metrics = new(mostLabelValues: 3);
    private readonly MetricsCollector _collector;

    public JobMetricsTests() => _collector = new MetricsCollector(_metrics.Meter);

    public void Dispose()
    {
        _collector.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void Note_MoreTypesAndQueuesThanTheBound_AreCountedAsOther()
    {
        for (var i = 0; i < 10; i++)
        {
            _metrics.Jobs.Note(new Effect.Changed(Job($"type{i}"), null));
            _metrics.Jobs.Started($"queue{i}", TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(["other 7", "type0 1", "type1 1", "type2 1"], Values("jobscheduler_job_accepted_total", "job_type"));
        Assert.Equal(["other 7", "queue0 1", "queue1 1", "queue2 1"], Values("jobscheduler_attempt_lateness_seconds_count", "queue"));
    }

    [Theory]
    [InlineData(AttemptOutcome.Retry, StoredState.Waiting, "failed", 1, 0)]
    [InlineData(AttemptOutcome.TimedOut, StoredState.Waiting, "timed_out", 1, 0)]
    [InlineData(AttemptOutcome.Lost, StoredState.Lined, "lost", 1, 0)]
    [InlineData(AttemptOutcome.Failed, StoredState.Failed, "failed", 0, 1)]
    [InlineData(AttemptOutcome.Lost, StoredState.Failed, "lost", 0, 1)]
    public void Note_AttemptThatFailed_IsARetryOrADeadLetter(AttemptOutcome outcome, StoredState state, string reason, int retries, int deadLetters)
    {
        _metrics.Jobs.Expect("echo");

        _metrics.Jobs.Note(new Effect.AttemptEnded(Ended(outcome, state)));

        Assert.Equal((retries, deadLetters), (Value("jobscheduler_job_retries_total", reason), Value("jobscheduler_job_dead_letters_total", reason)));
    }

    [Theory]
    [InlineData(AttemptOutcome.Completed, StoredState.Completed, "completed")]
    [InlineData(AttemptOutcome.Snoozed, StoredState.Waiting, "snoozed")]
    [InlineData(AttemptOutcome.Cancelled, StoredState.Cancelled, "cancelled")]
    [InlineData(AttemptOutcome.Released, StoredState.Lined, "released")]
    public void Note_AttemptThatDidNotFail_IsOnlyMeasured(AttemptOutcome outcome, StoredState state, string label)
    {
        _metrics.Jobs.Expect("echo");

        _metrics.Jobs.Note(new Effect.AttemptEnded(Ended(outcome, state)));

        Assert.Equal([$"{label} 2.5"], Values("jobscheduler_attempt_duration_seconds_sum", "outcome"));
        Assert.Equal(0, Samples("jobscheduler_job_retries_total").Concat(Samples("jobscheduler_job_dead_letters_total")).Sum(sample => sample.Value));
    }

    [Fact]
    public void Note_JobThatIsReplayedAndDiscarded_IsFinishedOncePerEnd()
    {
        var failed = Job("echo") with { State = StoredState.Failed };
        _metrics.Jobs.Note(new Effect.Changed(failed, Job("echo") with { State = StoredState.Claimed }));
        _metrics.Jobs.Note(new Effect.Changed(failed with { State = StoredState.Cancelled }, failed)); // discarded: it had ended before
        _metrics.Jobs.Note(new Effect.Changed(failed with { State = StoredState.Waiting }, failed)); // replayed
        _metrics.Jobs.Note(new Effect.Changed(failed with { State = StoredState.Completed }, failed with { State = StoredState.Claimed }));

        Assert.Equal(["completed 1", "failed 1"], Values("jobscheduler_job_finished_total", "state"));
        Assert.Empty(Samples("jobscheduler_job_accepted_total"));
    }

    [Fact]
    public void Note_JobThatIsNewAndOver_IsAcceptedAndFinished()
    {
        _metrics.Jobs.Note(new Effect.Changed(Job("echo") with { State = StoredState.Cancelled }, null));

        Assert.Equal(["echo 1"], Values("jobscheduler_job_accepted_total", "job_type"));
        Assert.Equal(["cancelled 1"], Values("jobscheduler_job_finished_total", "state"));
    }

    [Fact]
    public void Note_Listened_AllocatesNothing()
    {
        Effect added = new Effect.Changed(Job("echo"), null);
        Effect finished = new Effect.Changed(Job("echo") with { State = StoredState.Completed }, Job("echo"));
        Effect ended = new Effect.AttemptEnded(Ended(AttemptOutcome.Retry, StoredState.Waiting));
        Note(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Note(10_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Note(int times)
        {
            for (var i = 0; i < times; i++)
            {
                _metrics.Jobs.Note(added);
                _metrics.Jobs.Note(finished);
                _metrics.Jobs.Note(ended);
                _metrics.Jobs.Started("default", TimeSpan.FromMilliseconds(i));
            }
        }
    }

    [Fact]
    public void Note_Unmeasured_ReachesNoListener()
    {
        var unmeasured = NodeMetrics.Unmeasured();
        using var collector = new MetricsCollector(unmeasured.Meter);

        unmeasured.Jobs.Note(new Effect.Changed(Job("echo"), null));

        Assert.DoesNotContain(collector.Families, family => family.Name.StartsWith("jobscheduler_", StringComparison.Ordinal));
    }

    private static JobRecord Job(string type) =>
        new() { JobId = "j", Sequence = 1, SubmittedAt = 0, Spec = CoreSpecs.Spec with { JobType = type } };

    private static JobRecord Ended(AttemptOutcome outcome, StoredState state) =>
        Job("echo") with { State = state, Newest = new AttemptRecord(1, 7, "n1", 1_000, 3_500, outcome) };

    private double Value(string name, string reason) => Assert.Single(Samples(name), sample => sample["reason"] == reason).Value;

    private List<string> Values(string name, string label) => [.. Samples(name).Select(sample => $"{sample[label]} {sample.Value}").Order(StringComparer.Ordinal)];

    private IEnumerable<Sample> Samples(string name) =>
        PrometheusTextReader.Read(System.Text.Encoding.UTF8.GetString(_collector.Collect(out _))).SelectMany(family => family.Samples).Where(sample => sample.Name == name);
}
