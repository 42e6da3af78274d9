using System.Net;
using Xunit;

namespace JobScheduler.Tests.Client;

public sealed class ClientWatchTests : IDisposable
{
    private readonly StubScheduler _stub = new();

    public void Dispose() => _stub.Dispose();

    [Fact]
    public async Task WatchAsync_OneStream_GivesEveryChangeUntilTheEnd()
    {
        _stub.Streams("retry: 2000\n\n", Shapes.StateEvent("1", "running"), ": keep-alive\n\n", Shapes.ProgressEvent("2", 40), Shapes.StateEvent("3", "failed", "lost"));
        var events = await _stub.Client().WatchAsync(Shapes.JobId).ToListAsync();
        Assert.Equal([JobEventKind.State, JobEventKind.Progress, JobEventKind.State], events.Select(e => e.Kind));
        Assert.Equal(["1", "2", "3"], events.Select(e => e.Id));
        Assert.Equal((JobState.Running, 40d, "page 2 of 5", "http"), (events[1].Job.State, events[1].Job.ProgressPercent, events[1].Job.Message, events[1].Job.JobType));
        Assert.Equal((JobState.Failed, "lost", 40d), (events[2].Job.State, events[2].Job.Error!.Code, events[2].Job.ProgressPercent));
        Assert.Equal("text/event-stream", _stub.Requests[0].Header("Accept"));
    }

    [Fact]
    public async Task WatchAsync_StreamBreaks_ResumesAfterTheLastEvent()
    {
        _stub.Streams(Shapes.StateEvent("1", "queued"), Shapes.StateEvent("2", "running"), "event: state\nid: 3\ndata: {\"job_id\":")
            .Breaks(HttpRequestError.ConnectionError)
            .Streams(Shapes.StateEvent("2", "running"), Shapes.StateEvent("4", "completed"));
        var events = await _stub.Client().WatchAsync(Shapes.JobId).ToListAsync();
        Assert.Equal(["1", "2", "4"], events.Select(e => e.Id));
        Assert.Equal([null, "2", "2"], _stub.Requests.Select(r => r.Header("Last-Event-ID")));
    }

    [Fact]
    public async Task WatchAsync_EndSeenBeforeTheBreak_IsNotOpenedAgain()
    {
        _stub.Streams(Shapes.StateEvent("9", "completed"));
        Assert.Single(await _stub.Client().WatchAsync(Shapes.JobId).ToListAsync());
        Assert.Single(_stub.Requests);
    }

    [Fact]
    public async Task WatchAsync_NothingMore_EndsOn204()
    {
        _stub.Streams(Shapes.StateEvent("1", "running")).Answers(204, "");
        Assert.Single(await _stub.Client().WatchAsync(Shapes.JobId).ToListAsync());
    }

    [Fact]
    public async Task WatchAsync_NoSuchJob_Throws()
    {
        _stub.Problem(404, "not-found");
        await Assert.ThrowsAsync<JobNotFoundException>(async () => await _stub.Client().WatchAsync("missing").ToListAsync());
    }

    [Fact]
    public async Task WatchAsync_TooManyStreams_TriesAgainThenThrows()
    {
        _stub.Problem(429, "overloaded", retryAfter: "1").Problem(429, "overloaded", retryAfter: "1");
        await Assert.ThrowsAsync<SchedulerOverloadedException>(
            async () => await _stub.Client(o => o.MaxRetries = 1).WatchAsync(Shapes.JobId).ToListAsync());
        Assert.Equal([TimeSpan.FromMilliseconds(1150)], _stub.Waits);
    }

    [Fact]
    public async Task WatchAsync_UnknownEvent_IsPassedOver()
    {
        _stub.Streams("event: news\nid: 1\ndata: hello\n\n", Shapes.StateEvent("2", "completed"));
        Assert.Equal(["2"], (await _stub.Client().WatchAsync(Shapes.JobId).ToListAsync()).Select(e => e.Id));
    }

    [Fact]
    public async Task WatchAsync_SilentConnection_IsOpenedAgain()
    {
        using var silent = new SilentStream();
        _stub.Answers(_ => Task.FromResult(Stream(silent))).Streams(Shapes.StateEvent("1", "completed"));
        var time = _stub.Time;
        Assert.Single(await _stub.Client(o => o.StreamIdleTimeout = TimeSpan.FromSeconds(1)).WatchAsync(Shapes.JobId).ToListAsync());
        Assert.Equal(2, _stub.Requests.Count);

        static HttpResponseMessage Stream(Stream stream)
        {
            var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(stream) };
            response.Content.Headers.ContentType = new("text/event-stream");
            return response;
        }
    }

    [Fact]
    public async Task WatchAsync_CallerStops_EndsTheStream()
    {
        using var cancel = new CancellationTokenSource();
        _stub.Streams(Shapes.StateEvent("1", "queued"), Shapes.StateEvent("2", "running"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var change in _stub.Client().WatchAsync(Shapes.JobId, cancel.Token))
                await cancel.CancelAsync();
        });
    }

    [Fact]
    public async Task WaitAsync_StreamEnds_ReturnsTheJob()
    {
        _stub.Streams(Shapes.StateEvent("1", "running"), Shapes.StateEvent("2", "completed")).Answers(200, Shapes.JobIn("completed"));
        Assert.True((await _stub.Client().WaitAsync(Shapes.JobId)).IsTerminal);
    }

    [Fact]
    public async Task WaitAsync_NoStreamToBeHad_LooksAtTheStatus()
    {
        _stub.Problem(429, "overloaded").Answers(200, Shapes.Status("running"))
            .Problem(429, "overloaded").Answers(200, Shapes.Status("failed"))
            .Answers(200, Shapes.JobIn("failed"));
        Assert.Equal(JobState.Failed, (await _stub.Client().WaitAsync(Shapes.JobId)).State);
        Assert.Equal([TimeSpan.FromSeconds(1)], _stub.Waits);
    }

    [Fact]
    public async Task WaitAsync_StreamBreaks_GoesBackToStreaming()
    {
        _stub.Streams(Shapes.StateEvent("1", "running")).Breaks(HttpRequestError.ConnectionError).Answers(200, Shapes.Status("running"))
            .Streams(Shapes.StateEvent("2", "completed")).Answers(200, Shapes.JobIn("completed"));
        Assert.True((await _stub.Client().WaitAsync(Shapes.JobId)).IsTerminal);
    }

    [Fact]
    public async Task WaitAsync_NoSuchJob_Throws()
    {
        _stub.Problem(404, "not-found");
        await Assert.ThrowsAsync<JobNotFoundException>(() => _stub.Client().WaitAsync("missing"));
    }

    /// <summary>Open, and nothing ever comes.</summary>
    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }
    }
}
