using System.Diagnostics;
using JobScheduler.Tests.Tracing;
using Xunit;
using static JobScheduler.Tests.Semantics.SemanticsHost;

namespace JobScheduler.Tests.Semantics;

/// <summary>The activities of a submit by an application, and what its jobs make of them.</summary>
[Collection(ActivityListeners.Name)]
public sealed class TraceSemanticsTests
{
    [Fact]
    public async Task Submit_InsideAnActivity_IsItsChildAndTheJobsParent()
    {
        using var captured = new CapturedActivities();
        await using var host = await StartAsync();
        string id, trace, parent;
        using (var around = new Activity("around") { TraceStateString = "k=v" }.SetIdFormat(ActivityIdFormat.W3C).Start())
        {
            around.ActivityTraceFlags = ActivityTraceFlags.Recorded;
            (trace, parent) = (around.TraceId.ToHexString(), around.SpanId.ToHexString());
            id = await host.SubmitAsync(new JobSubmission { JobType = "echo", Queue = "mail" });
        }

        Assert.Equal(trace, (await host.WaitAsync(id)).TraceId);
        var submit = Assert.Single(captured.Of(trace), activity => activity.DisplayName == "submit echo");
        Assert.Equal((parent, "k=v", ActivityKind.Producer), (submit.ParentSpanId.ToHexString(), submit.TraceStateString, submit.Kind));
        Assert.Equal((id, "mail", true), (submit.GetTagItem("messaging.message.id"), submit.GetTagItem("messaging.destination.name"), submit.GetTagItem("jobscheduler.created")));
        var attempt = Assert.Single(captured.Of(trace), activity => activity.DisplayName == "attempt echo");
        Assert.Equal((submit.SpanId, submit.SpanId, "k=v"), (attempt.ParentSpanId, Assert.Single(attempt.Links).Context.SpanId, attempt.TraceStateString));
        Assert.Equal(submit.SpanId, Assert.Single(captured.Of(trace), activity => activity.DisplayName == "claim echo").ParentSpanId);
    }

    [Fact]
    public async Task Submit_NoTraceAround_StartsOne()
    {
        using var captured = new CapturedActivities();
        await using var host = await StartAsync();
        var id = await host.SubmitAsync(new JobSubmission { JobType = "echo" });
        var submit = Assert.Single(captured.Of((await host.WaitAsync(id)).TraceId), activity => activity.DisplayName == "submit echo");
        Assert.Equal(default, submit.ParentSpanId);
    }

    [Fact]
    public async Task Submit_Refused_IsAnError()
    {
        const string parent = "00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203331-01";
        using var captured = new CapturedActivities();
        await using var host = await StartAsync();
        await Assert.ThrowsAsync<JobValidationException>(() => host.SubmitAsync(new JobSubmission { JobType = "echo", Priority = 1000, TraceParent = parent }));
        var submit = Assert.Single(captured.Of(parent.Substring(3, 32)));
        Assert.Equal((ActivityStatusCode.Error, typeof(JobValidationException).FullName), (submit.Status, submit.GetTagItem("error.type")));
    }

    [Fact]
    public async Task SubmitBatch_OneTraceOrMany_IsOneActivity()
    {
        const string parent = "00-0af7651916cd43dd8448eb211c80319e-b7ad6b7169203331-01";
        using var captured = new CapturedActivities();
        await using var host = await StartAsync();
        var one = await host.Client.SubmitBatchAsync([.. Enumerable.Range(0, 3).Select(_ => new JobSubmission { JobType = "echo", TraceParent = parent })]);
        foreach (var entry in one)
            await host.WaitAsync(entry.JobId);
        var batch = Assert.Single(captured.Of(parent.Substring(3, 32)), activity => activity.DisplayName == "submit batch");
        Assert.Equal(("b7ad6b7169203331", 3), (batch.ParentSpanId.ToHexString(), batch.GetTagItem("messaging.batch.message_count")));
        Assert.Equal(3, captured.Of(parent.Substring(3, 32)).Count(activity => activity.DisplayName == "attempt echo" && activity.ParentSpanId == batch.SpanId));

        var other = parent.Replace('e', 'f');
        await host.Client.SubmitBatchAsync([new JobSubmission { JobType = "echo", TraceParent = parent }, new JobSubmission { JobType = "echo", TraceParent = other }]);
        Assert.Contains(captured.All, activity => activity.DisplayName == "submit batch" && activity.ParentSpanId == default && activity.GetTagItem("messaging.batch.message_count") is 2);
    }

    [Fact]
    public async Task Trigger_InsideAnActivity_IsItsChildAndTheJobsParent()
    {
        using var captured = new CapturedActivities();
        await using var host = await StartAsync();
        await host.Client.CreateScheduleAsync(new ScheduleSubmission { Id = "s", Cron = "@every 1h", Job = new JobSubmission { JobType = "echo" } });
        using var around = new Activity("around").SetIdFormat(ActivityIdFormat.W3C).Start();
        var job = await host.Client.TriggerScheduleAsync("s");
        await host.WaitAsync(job.JobId);
        var submit = Assert.Single(captured.Of(around.TraceId.ToHexString()), activity => activity.DisplayName == "submit");
        Assert.Equal((around.SpanId, "s"), (submit.ParentSpanId, submit.GetTagItem("jobscheduler.schedule_id")));
        Assert.Equal(submit.SpanId, Assert.Single(captured.Of(around.TraceId.ToHexString()), activity => activity.DisplayName == "attempt echo").ParentSpanId);
    }
}
