using System.Net;
using JobScheduler.Tests.Simulation;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>Server-sent events of one job.</summary>
public sealed class EventStreamTests(FakeHttpTarget target) : IClassFixture<FakeHttpTarget>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Watch_JobThatRunsAndCompletes_SendsItsChangesAndEnds()
    {
        var jobId = await SubmitAsync();
        using var response = await OpenAsync(jobId);
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.Equal("retry: 2000", await ReadBlockAsync(stream));
        Assert.StartsWith("event: state\nid: 0\ndata: {\"job_id\":\"" + jobId, await ReadBlockAsync(stream), StringComparison.Ordinal);
        target.Scheduler.Change(jobId, job => job with { State = JobState.Running, WaitingReason = null, Attempt = 1, FencingToken = 7 });
        Assert.Contains(
            """ "state":"running","waiting_reason":null,"attempt":1,"fencing_token":7,"error_code":null,"at":" """.Trim(),
            await ReadBlockAsync(stream),
            StringComparison.Ordinal);
        target.Scheduler.Change(jobId, job => job with { ProgressPercent = 40, Message = "page 2\nof 5" });
        var progress = await ReadBlockAsync(stream);
        Assert.StartsWith("event: progress\nid: 2\ndata: {", progress, StringComparison.Ordinal);
        Assert.Contains("\"attempt\":1,\"progress_percent\":40,\"message\":\"page 2\\nof 5\",\"at\":\"", progress, StringComparison.Ordinal);
        target.Scheduler.Change(jobId, job => job with { State = JobState.Completed });
        Assert.Contains("\"state\":\"completed\"", await ReadBlockAsync(stream), StringComparison.Ordinal);
        Assert.Null(await stream.ReadLineAsync().WaitAsync(Patience));
    }

    [Fact]
    public async Task Watch_Headers_AreThoseOfAnUnbufferedStream()
    {
        using var response = await OpenAsync(target.WaitingJob);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
    }

    [Fact]
    public async Task Watch_TerminalJob_SendsItsStateAndEnds()
    {
        var text = await target.Client.GetStringAsync($"v1/jobs/{target.CancelledJob}/events");

        Assert.StartsWith("retry: 2000\n\nevent: state\n", text, StringComparison.Ordinal);
        Assert.Equal(1, text.Split("event: ").Length - 1);
        Assert.EndsWith("\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_ReconnectAfterTheEnd_Is204()
    {
        var text = await target.Client.GetStringAsync($"v1/jobs/{target.CancelledJob}/events");
        var last = text.Split('\n').Single(line => line.StartsWith("id: ", StringComparison.Ordinal))[4..];

        var again = await RawHttp.SendAsync(target.Address, "GET", $"/v1/jobs/{target.CancelledJob}/events", headers: ["Last-Event-ID: " + last]);
        var other = await RawHttp.SendAsync(target.Address, "GET", $"/v1/jobs/{target.CancelledJob}/events", headers: ["Last-Event-ID: x"]);

        Assert.Equal((204, "", "no-store"), (again.Status, again.Body, again.Header("Cache-Control")));
        Assert.Equal(200, other.Status);
    }

    [Fact]
    public async Task Watch_ReconnectBeforeTheEnd_BeginsWithThePresentState()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/jobs/{target.WaitingJob}/events");
        request.Headers.Add("Last-Event-ID", "0");
        using var response = await target.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync());

        await ReadBlockAsync(stream);
        Assert.StartsWith("event: state\nid: 0\n", await ReadBlockAsync(stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_Quiet_SendsKeepAliveEach15Seconds()
    {
        await using var still = new StillTarget();
        await still.InitializeAsync();
        using var response = await still.Client.GetAsync($"v1/jobs/{still.WaitingJob}/events", HttpCompletionOption.ResponseHeadersRead);
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync());
        await ReadBlockAsync(stream);
        await ReadBlockAsync(stream);

        for (var i = 0; i < 3; i++)
        {
            // The clock moves only once the stream waits for it.
            await still.Clock.TimerSet.WaitAsync(Patience);
            still.Clock.Advance(TimeSpan.FromSeconds(15));
            Assert.Equal(": keep-alive", await ReadBlockAsync(stream));
        }
    }

    [Fact]
    public async Task Watch_MoreThanTheLimit_Is429UntilOneEnds()
    {
        await using var small = new SmallTarget();
        await small.InitializeAsync();
        using var first = await small.Client.GetAsync($"v1/jobs/{small.WaitingJob}/events", HttpCompletionOption.ResponseHeadersRead);

        var refused = await RawHttp.SendAsync(small.Address, "GET", $"/v1/jobs/{small.WaitingJob}/events");

        Assert.Equal(429, refused.Status);
        Assert.Equal("5", refused.Header("Retry-After"));
        Assert.Equal("urn:jobscheduler:problem:overloaded", (string?)refused.Json()["type"]);
        small.Scheduler.Change(small.WaitingJob, job => job with { State = JobState.Completed });
        await first.Content.ReadAsStringAsync().WaitAsync(Patience);
        Assert.Equal(200, (await RawHttp.SendAsync(small.Address, "GET", $"/v1/jobs/{small.WaitingJob}/events")).Status);
        Assert.Equal(404, (await RawHttp.SendAsync(small.Address, "GET", "/v1/jobs/unknown/events")).Status);
        Assert.Equal(200, (await RawHttp.SendAsync(small.Address, "GET", $"/v1/jobs/{small.WaitingJob}/events")).Status);
    }

    [Fact]
    public async Task Watch_ClientLeaves_FreesThePlaceWithoutAnError()
    {
        await using var small = new SmallTarget();
        await small.InitializeAsync();
        using (await small.Client.GetAsync($"v1/jobs/{small.WaitingJob}/events", HttpCompletionOption.ResponseHeadersRead))
        {
        }

        await small.Scheduler.WatchEnded.Task.WaitAsync(Patience);
        Assert.Empty(small.Logs.AtLeast(LogLevel.Error));
    }

    [Fact]
    public async Task Watch_ProcessStops_EndsTheStream()
    {
        await using var small = new SmallTarget();
        await small.InitializeAsync();
        using var response = await small.Client.GetAsync($"v1/jobs/{small.WaitingJob}/events", HttpCompletionOption.ResponseHeadersRead);

        small.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Contains("event: state", await response.Content.ReadAsStringAsync().WaitAsync(Patience), StringComparison.Ordinal);
        Assert.Empty(small.Logs.AtLeast(LogLevel.Error));
    }

    [Fact]
    public async Task Watch_SchedulerFailsBeforeTheFirstEvent_IsAProblem()
    {
        await using var small = new SmallTarget();
        await small.InitializeAsync();
        small.Scheduler.Refuse = new SchedulerUnavailableException("starting", TimeSpan.FromSeconds(2));

        using var response = await small.Client.GetAsync($"v1/jobs/{small.WaitingJob}/events");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    private Task<HttpResponseMessage> OpenAsync(string jobId) =>
        target.Client.GetAsync($"v1/jobs/{jobId}/events", HttpCompletionOption.ResponseHeadersRead);

    private async Task<string> SubmitAsync() =>
        (await target.Scheduler.SubmitAsync(new JobSubmission { JobType = "echo", Delay = TimeSpan.FromDays(1) })).Job.JobId;

    private static async Task<string> ReadBlockAsync(StreamReader stream)
    {
        var lines = new List<string>();
        while (await stream.ReadLineAsync().WaitAsync(Patience) is { Length: > 0 } line)
            lines.Add(line);
        return string.Join('\n', lines);
    }

    private sealed class StillTarget : FakeHttpTarget, IAsyncDisposable
    {
        public WatchedClock Clock { get; } = new();

        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

        protected override void AddScheduler(WebApplicationBuilder builder)
        {
            base.AddScheduler(builder);
            builder.Services.AddKeyedSingleton<TimeProvider>("JobScheduler", Clock);
        }
    }

    /// <summary>A clock that stands still and tells when someone waits for it.</summary>
    private sealed class WatchedClock : TimeProvider
    {
        private readonly VirtualTimeProvider _clock = new();

        public SemaphoreSlim TimerSet { get; } = new(0);

        public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = _clock.CreateTimer(callback, state, dueTime, period);
            TimerSet.Release();
            return timer;
        }

        public void Advance(TimeSpan time) => _clock.Advance(time);
    }

    private sealed class SmallTarget : FakeHttpTarget, IAsyncDisposable
    {
        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

        protected override void AddScheduler(WebApplicationBuilder builder)
        {
            base.AddScheduler(builder);
            builder.Services.Configure<JobSchedulerHttpOptions>(options => options.MaxEventStreams = 1);
        }
    }
}
