using System.Diagnostics;
using JobScheduler.Grains.Diagnostics;
using JobScheduler.Grains.Storage;
using JobScheduler.Tests.Core;
using Xunit;

namespace JobScheduler.Tests.Tracing;

[Collection(ActivityListeners.Name)]
public sealed class SchedulerActivitiesTests
{
    private const string Parent = "00-5ce929d0e0e47364bf92f3577b34da6a-b7ad6b7169203331-01";

    [Fact]
    public void Calls_NobodyListens_AllocateNothing()
    {
        var (job, result) = (Row(Parent), CommitResult.Applied);
        Call(); // what is made once
        Assert.False(SchedulerActivities.IsOn);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Call();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Call()
        {
            SchedulerActivities.Claimed(job, 3, 2_000);
            SchedulerActivities.Retried(job, 3, 2_000, default);
            SchedulerActivities.EndCommit(null, result);
        }
    }

    [Fact]
    public void Claimed_JobThatWaited_SpansFromItsDueTime()
    {
        using var captured = new CapturedActivities();
        SchedulerActivities.Claimed(Row(Parent) with { SubmittedAt = 1_000, RunAt = 5_000, Attempt = 2, Token = 17 }, 3, 7_500);
        var claim = Assert.Single(captured.Of(Parent.Substring(3, 32)));
        Assert.Equal(("claim echo", "b7ad6b7169203331", 2_500.0), (claim.DisplayName, claim.ParentSpanId.ToHexString(), claim.Duration.TotalMilliseconds));
        Assert.Equal(DateTime.UnixEpoch.AddMilliseconds(5_000), claim.StartTimeUtc);
        Assert.Equal((2, 17L, 3), (claim.GetTagItem("jobscheduler.attempt"), claim.GetTagItem("jobscheduler.fencing_token"), claim.GetTagItem("jobscheduler.partition")));
    }

    [Fact]
    public void StartCommit_JobsOfOneTrace_BelongsToIt()
    {
        using var captured = new CapturedActivities();
        using (var around = new Activity("around").Start())
            SchedulerActivities.StartCommit(Commit([Parent, Parent]))!.Dispose();
        var commit = Assert.Single(captured.Of(Parent.Substring(3, 32)));
        Assert.Equal("b7ad6b7169203331", commit.ParentSpanId.ToHexString());
        Assert.Single(commit.Links);
        Assert.Equal((2, 3), (commit.GetTagItem("jobscheduler.commit.jobs"), commit.GetTagItem("jobscheduler.commit.mutations")));
    }

    [Fact]
    public void StartCommit_JobsOfManyTraces_IsARootWithSomeOfTheirLinks()
    {
        using var captured = new CapturedActivities();
        using var around = new Activity("around").Start();
        var traces = Enumerable.Range(1, 100).Select(i => $"00-{i:x32}-{i:x16}-01").ToArray();
        using var commit = SchedulerActivities.StartCommit(Commit(traces))!;
        Assert.Equal(default, commit.ParentSpanId);
        Assert.DoesNotContain(traces, trace => trace.Contains(commit.TraceId.ToHexString(), StringComparison.Ordinal));
        Assert.Equal(SchedulerActivities.MostLinks, commit.Links.Count());
        Assert.Equal(100, commit.GetTagItem("jobscheduler.commit.jobs"));
    }

    [Fact]
    public void StartCommit_NoJobWhoseTraceIsRecorded_IsNone()
    {
        using var captured = new CapturedActivities();
        Assert.Null(SchedulerActivities.StartCommit(Commit([Parent[..^1] + "0"])));
        Assert.Null(SchedulerActivities.StartCommit(Commit([])));
    }

    [Fact]
    public void EndCommit_Rejected_IsAnErrorWithItsReason()
    {
        using var captured = new CapturedActivities();
        using var commit = SchedulerActivities.StartCommit(Commit([Parent]))!;
        SchedulerActivities.EndCommit(commit, new CommitResult(CommitStatus.Rejected, RejectReason.DiskFull, "no room"));
        Assert.Equal((ActivityStatusCode.Error, "no room"), (commit.Status, commit.StatusDescription));
        Assert.Equal(("rejected", "diskfull"), (commit.GetTagItem("jobscheduler.commit.status"), commit.GetTagItem("error.type")));
    }

    private static CommitBatch Commit(string[] traces) => new(
        4, 9, new PartitionHead { Partition = 3, Term = 4, Seq = 10, Owner = "me" },
        [.. traces.Select(trace => new InsertJob(Row(trace))), new DeleteRunning(1)]);

    private static JobRecord Row(string trace) => new()
    {
        JobId = "07c1-01kb3z5m8q4t7x",
        Sequence = 1,
        SubmittedAt = 1_000,
        RunAt = 1_000,
        Spec = CoreSpecs.Spec with { TraceParent = trace },
        Newest = new AttemptRecord(1, 17, "n1", 1_000, 1_500, AttemptOutcome.Retry, new JobError("bad", "a bad day", null)),
    };
}
