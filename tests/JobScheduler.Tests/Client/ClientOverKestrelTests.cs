using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JobScheduler.Tests.Client;

/// <summary>The same over real connections, which really break.</summary>
public sealed class ClientOverKestrelTests : IAsyncLifetime
{
    private readonly List<string?> _keys = [];
    private readonly List<string?> _lastEventIds = [];
    private readonly TaskCompletionSource _firstEventSeen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _server = null!;
    private IJobSchedulerClient _client = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.MapPost("/jobs/v1/jobs", SubmitAsync);
        _server.MapGet("/jobs/v1/jobs/{id}/events", EventsAsync);
        _server.MapGet("/jobs/v1/jobs/{id}/status", (HttpContext http) => WriteAsync(http, 200, Shapes.Status("running")));
        _server.MapGet("/jobs/v1/jobs/{id}", (HttpContext http) => WriteAsync(http, 200, Shapes.JobIn("completed")));
        await _server.StartAsync();
        var services = new ServiceCollection();
        services.AddJobSchedulerClient(o =>
        {
            o.BaseAddress = new Uri(_server.Urls.Single() + "/jobs/");
            o.RetryDelay = TimeSpan.FromMilliseconds(1);
            o.PollInterval = TimeSpan.FromMilliseconds(10);
        });
        _client = services.BuildServiceProvider().GetRequiredService<IJobSchedulerClient>();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task SubmitAsync_ConnectionBreaksMidAnswer_TriesAgainWithTheSameKey()
    {
        var result = await _client.SubmitAsync(new JobSubmission { JobType = "echo" });
        Assert.True(result.Created);
        Assert.Equal(3, _keys.Count);
        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(_keys.Distinct()));
    }

    [Fact]
    public async Task WatchAsync_ConnectionBreaksMidEvent_ResumesAfterTheLastWholeOne()
    {
        var events = new List<string>();
        await foreach (var change in _client.WatchAsync(Shapes.JobId))
        {
            events.Add(change.Id);
            _firstEventSeen.TrySetResult();
        }

        Assert.Equal(["1", "2"], events);
        Assert.Equal([null, "1"], _lastEventIds);
    }

    [Fact]
    public async Task WaitAsync_ConnectionBreaks_StillReturnsTheJob()
    {
        _firstEventSeen.SetResult();
        Assert.Equal(JobState.Completed, (await _client.WaitAsync(Shapes.JobId)).State);
    }

    /// <summary>First breaks before an answer, then in the middle of one, then answers.</summary>
    private async Task SubmitAsync(HttpContext http)
    {
        _keys.Add(http.Request.Headers["Idempotency-Key"]);
        if (_keys.Count == 2)
        {
            http.Response.ContentLength = 5000;
            await http.Response.WriteAsync("{ \"job_id\":");
            await http.Response.Body.FlushAsync();
        }

        if (_keys.Count < 3)
            http.Abort();
        else
            await WriteAsync(http, 200, Shapes.Job);
    }

    private async Task EventsAsync(HttpContext http)
    {
        _lastEventIds.Add(http.Request.Headers["Last-Event-ID"]);
        http.Response.ContentType = "text/event-stream";
        var first = _lastEventIds.Count == 1;
        await http.Response.WriteAsync(first
            ? Shapes.StateEvent("1", "running") + "event: state\nid: 2\ndata: {\"job"
            : Shapes.StateEvent("2", "completed"));
        await http.Response.Body.FlushAsync();
        if (!first)
            return;
        await _firstEventSeen.Task;
        http.Abort();
    }

    private static Task WriteAsync(HttpContext http, int status, string json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(json);
    }
}
