using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>Server-sent events of all jobs.</summary>
public sealed class SchedulerEventStreamTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset At = new(2026, 12, 1, 10, 0, 0, 2, TimeSpan.Zero);
    private readonly SmallTarget _target = new();

    public Task InitializeAsync() => _target.InitializeAsync();

    public Task DisposeAsync() => _target.DisposeAsync();

    [Fact]
    public async Task Watch_EveryKindOfEvent_IsWrittenAsTheContractHasIt()
    {
        using var stream = await OpenAsync("v1/events", Event("a-1", SchedulerEventKind.Mark));
        var job = new ChangedJob { JobId = "07c1-x", JobType = "http", Queue = "q", State = JobState.Queued, WaitingReason = WaitingReason.NoSlot, At = At };
        Tell(Event("a-2", SchedulerEventKind.State) with { Job = job with { Attempt = 1, FencingToken = 1041, ErrorCode = "busy" } });
        Tell(Event("a-3", SchedulerEventKind.Progress) with { Job = job with { IsProgress = true, State = JobState.Running, Attempt = 2, ProgressPercent = 40, Message = "page 2\nof 5" } });
        Tell(Event("a-4", SchedulerEventKind.Gap) with { Reason = "too_old" });

        Assert.Equal("retry: 2000", await BlockAsync(stream));
        Assert.Matches("^event: mark\nid: a-1\ndata: {\"at\":\"[0-9T:.-]+Z\"}$", await BlockAsync(stream));
        Assert.Equal(
            "event: state\nid: a-2\ndata: " + """{"job_id":"07c1-x","job_type":"http","queue":"q","state":"queued","waiting_reason":"no_slot","attempt":1,"fencing_token":1041,"error_code":"busy","at":"2026-12-01T10:00:00.002Z"}""",
            await BlockAsync(stream));
        Assert.Equal(
            "event: progress\nid: a-3\ndata: " + """{"job_id":"07c1-x","job_type":"http","queue":"q","attempt":2,"progress_percent":40,"message":"page 2\nof 5","at":"2026-12-01T10:00:00.002Z"}""",
            await BlockAsync(stream));
        Assert.Equal("event: gap\nid: a-4\ndata: " + """{"reason":"too_old"}""", await BlockAsync(stream));
    }

    [Fact]
    public async Task Watch_FiltersAndLastEventId_ArriveAtTheScheduler()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/events?state=failed&state=cancelled&job_type=a%2Fb&queue=q");
        request.Headers.Add("Last-Event-ID", "a-7");
        Tell(Event("a-8", SchedulerEventKind.Mark));
        using var response = await _target.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);

        var filter = Assert.Single(_target.Scheduler.Watched);
        Assert.Equal([JobState.Failed, JobState.Cancelled], filter.States);
        Assert.Equal(["a/b"], filter.JobTypes);
        Assert.Equal(["q"], filter.Queues);
        Assert.Equal("a-7", filter.LastEventId);
        Assert.Equal(("text/event-stream", "no-store"), (response.Content.Headers.ContentType?.ToString(), response.Headers.CacheControl?.ToString()));
    }

    [Fact]
    public async Task Watch_ManyEventsAtOnce_AllArrive()
    {
        using var stream = await OpenAsync("v1/events", Event("a-0", SchedulerEventKind.Mark));
        for (var i = 1; i <= 1_000; i++)
            Tell(Event($"a-{i}", SchedulerEventKind.Mark));

        for (var i = -1; i <= 1_000; i++)
            Assert.Contains(i < 0 ? "retry" : $"id: a-{i}\n", await BlockAsync(stream) + "\n", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_OneMoreThanTheLimit_Is429UntilOneLeaves()
    {
        using (await OpenAsync("v1/events", Event("a-1", SchedulerEventKind.Mark)))
        {
            var refused = await RawHttp.SendAsync(_target.Address, "GET", "/v1/events");
            var alsoRefused = await RawHttp.SendAsync(_target.Address, "GET", $"/v1/jobs/{_target.WaitingJob}/events");

            Assert.Equal((429, 429, "5"), (refused.Status, alsoRefused.Status, refused.Header("Retry-After")));
        }

        await _target.Scheduler.WatchEnded.Task.WaitAsync(Patience);
        Assert.Empty(_target.Logs.AtLeast(LogLevel.Error));
    }

    [Fact]
    public async Task Watch_ProcessStops_EndsTheStream()
    {
        using var stream = await OpenAsync("v1/events", Event("a-1", SchedulerEventKind.Mark));

        _target.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Contains("event: mark", await stream.ReadToEndAsync().WaitAsync(Patience), StringComparison.Ordinal);
        Assert.Empty(_target.Logs.AtLeast(LogLevel.Error));
    }

    [Fact]
    public async Task Watch_SchedulerRefuses_IsAProblem()
    {
        _target.Scheduler.Refuse = new SchedulerUnavailableException("starting", TimeSpan.FromSeconds(2));

        var refused = await RawHttp.SendAsync(_target.Address, "GET", "/v1/events");

        Assert.Equal((503, "urn:jobscheduler:problem:unavailable"), (refused.Status, (string?)refused.Json()["type"]));
    }

    [Fact]
    public async Task Watch_Head_IsAnsweredWithoutEvents()
    {
        Tell(Event("a-1", SchedulerEventKind.Mark));

        var head = await RawHttp.SendAsync(_target.Address, "HEAD", "/v1/events");

        Assert.Equal((200, "", "text/event-stream"), (head.Status, head.Body, head.Header("Content-Type")));
    }

    private static SchedulerEvent Event(string id, SchedulerEventKind kind) => new() { Id = id, Kind = kind };

    private void Tell(SchedulerEvent each) => Assert.True(_target.Scheduler.Events.TryWrite(each));

    private async Task<StreamReader> OpenAsync(string path, SchedulerEvent first)
    {
        Tell(first);
        var response = await _target.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    private static async Task<string> BlockAsync(StreamReader stream)
    {
        var lines = new List<string>();
        while (await stream.ReadLineAsync().WaitAsync(Patience) is { Length: > 0 } line)
            lines.Add(line);
        return string.Join('\n', lines);
    }

    private sealed class SmallTarget : FakeHttpTarget
    {
        protected override void AddScheduler(WebApplicationBuilder builder)
        {
            base.AddScheduler(builder);
            builder.Services.Configure<JobSchedulerHttpOptions>(options => options.MaxEventStreams = 1);
        }
    }
}
