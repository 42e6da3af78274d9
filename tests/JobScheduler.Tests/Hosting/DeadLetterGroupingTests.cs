using JobScheduler.Hosting.Client;
using Xunit;

namespace JobScheduler.Tests.Hosting;

public sealed class DeadLetterGroupingTests
{
    private static readonly DateTimeOffset T0 = new(2026, 12, 1, 10, 0, 0, TimeSpan.Zero);
    private readonly DeadLetterGrouping _grouping = new();

    [Fact]
    public void Groups_NotAllFailuresLookedAt_CountIsNotExact()
    {
        Add("aaaaaaaa", 3);
        Add("bbbbbbbb", 2);
        Add("aaaaaaaa", 1);

        var (a, b) = (_grouping.Groups(all: false)[0], _grouping.Groups(all: false)[1]);

        Assert.Equal(("aaaaaaaa", 2L, false), (a.Fingerprint, a.Count, a.CountIsExact));
        Assert.Equal((T0.AddSeconds(1), T0.AddSeconds(3), "job-3"), (a.FirstSeen, a.LastSeen, a.Sample.JobId));
        Assert.Equal(("bbbbbbbb", 1L, false), (b.Fingerprint, b.Count, b.CountIsExact));
        Assert.All(_grouping.Groups(all: true), group => Assert.True(group.CountIsExact));
    }

    [Fact]
    public void Add_JobThatIsNoDeadLetterAnyMore_IsPassedOver()
    {
        _grouping.Add(Failure("aaaaaaaa", 1) with { Fingerprint = null, Error = null });

        Assert.Empty(_grouping.Groups(all: true));
    }

    private void Add(string fingerprint, int second) => _grouping.Add(Failure(fingerprint, second));

    private static JobSummary Failure(string fingerprint, int second) => new()
    {
        JobId = $"job-{second}",
        JobType = "mail",
        Queue = "default",
        State = JobState.Failed,
        MaxAttempts = 1,
        RunAt = T0,
        SubmittedAt = T0,
        FinishedAt = T0.AddSeconds(second),
        UpdatedAt = T0,
        TraceId = new string('0', 32),
        Error = new JobError("code", $"Mail {second} failed"),
        Fingerprint = fingerprint,
    };
}
