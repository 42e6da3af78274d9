using System.Diagnostics;
using JobScheduler.Grains.Jobs;
using Xunit;

namespace JobScheduler.Tests.Handlers;

[Collection(Tracing.ActivityListeners.Name)]
public sealed class HandlerTraceTests
{
    [Fact]
    public async Task Invoke_NobodyListens_TheTraceGoesOnAllTheSame()
    {
        Activity? seen = null;
        await using var rig = new HandlerRig(b => b.AddHandler("x", async () =>
        {
            await Task.Yield();
            seen = Activity.Current;
        }));
        await rig.InvokeAsync("x");
        Assert.Equal(HandlerRig.TraceId, seen!.TraceId.ToHexString());
        Assert.Equal("00f067aa0ba902b7", seen.ParentSpanId.ToHexString());
        Assert.Equal("k=v", seen.TraceStateString);
        Assert.True(seen.Recorded);
        Assert.True(seen.IsStopped);
    }

    [Fact]
    public async Task Invoke_Listener_SeesAnActivityOfOurSourceWithItsOutcome()
    {
        var mine = new AsyncLocal<bool> { Value = true };
        var stopped = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "JobScheduler",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (mine.Value)
                    stopped.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var rig = new HandlerRig(b => b.AddHandler("x", () => JobOutcome.Fail("no", "never")));
        await rig.InvokeAsync("x");
        var activity = Assert.Single(stopped);
        Assert.Equal(("attempt x", ActivityKind.Consumer), (activity.OperationName, activity.Kind));
        Assert.Equal(HandlerRig.TraceId, activity.TraceId.ToHexString());
        Assert.Equal("07c1-01kb3z5m8q4t7x", activity.GetTagItem("jobscheduler.job_id"));
        Assert.Equal(("00f067aa0ba902b7", "00f067aa0ba902b7"), (activity.ParentSpanId.ToHexString(), Assert.Single(activity.Links).Context.SpanId.ToHexString()));
        Assert.Equal((ActivityStatusCode.Error, "never"), (activity.Status, activity.StatusDescription));
    }

    [Fact]
    public async Task Invoke_OtherActivityAround_IsNotTheParent()
    {
        Activity? seen = null;
        using var around = new Activity("around").Start();
        await using var rig = new HandlerRig(b => b.AddHandler("x", () => { seen = Activity.Current; }));
        await rig.InvokeAsync("x");
        Assert.Equal(HandlerRig.TraceId, seen!.TraceId.ToHexString());
        Assert.Same(around, Activity.Current);
    }

    [Fact]
    public async Task Invoke_UnreadableTraceParent_StartsATrace()
    {
        Activity? seen = null;
        await using var rig = new HandlerRig(b => b.AddHandler("x", () => { seen = Activity.Current; }));
        await rig.InvokeAsync("x", null, new AttemptInfo(0, "nonsense", null), HandlerRig.Context("x"));
        Assert.Equal(ActivityIdFormat.W3C, seen!.IdFormat);
    }
}
