using System.Net;
using Xunit;

namespace JobScheduler.Tests.Client;

public sealed class ClientRetryTests : IDisposable
{
    private static readonly JobSubmission Echo = new() { JobType = "echo" };
    private readonly StubScheduler _stub = new();

    public void Dispose() => _stub.Dispose();

    [Fact]
    public async Task SubmitAsync_EveryPassingTrouble_TriesAgainWithTheSameKeyAndBody()
    {
        _stub.Problem(429, "overloaded").Problem(503, "unavailable").Problem(503, "storage-full").Problem(503, "outcome-unknown")
            .Answers(502, "<html>", "text/html").Breaks(HttpRequestError.ConnectionError).Breaks(HttpRequestError.ResponseEnded)
            .Answers(_ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.Accepted) { Content = new BrokenContent() }))
            .Answers(200, Shapes.Job);
        var result = await _stub.Client().SubmitAsync(Echo);
        Assert.True(result.Created);
        Assert.Equal(9, _stub.Requests.Count);
        Assert.Single(_stub.Requests.Select(r => (r.Header("Idempotency-Key"), r.Body)).Distinct());
        Assert.Equal("generated-key", _stub.Requests[0].Header("Idempotency-Key"));
    }

    [Fact]
    public async Task SubmitAsync_RepeatedTrouble_WaitsTwiceAsLongEachTimeUpToTheCeiling()
    {
        for (var i = 0; i < 6; i++)
            _stub.Problem(503, "unavailable");
        await _stub.Answers(202, Shapes.Job).Client(o => o.MaxRetryDelay = TimeSpan.FromSeconds(2)).SubmitAsync(Echo);

        // Chance is 0.5 here: three quarters of 200, 400, 800, 1600, 2000, 2000 ms.
        Assert.Equal([150, 300, 600, 1200, 1500, 1500], _stub.Waits.Select(w => w.TotalMilliseconds));
    }

    [Fact]
    public async Task SubmitAsync_RetryAfterInSeconds_WaitsThatLongAndABit()
    {
        await _stub.Problem(429, "overloaded", retryAfter: "7").Answers(202, Shapes.Job).Client().SubmitAsync(Echo);
        Assert.Equal([TimeSpan.FromMilliseconds(7150)], _stub.Waits);
    }

    [Fact]
    public async Task SubmitAsync_RetryAfterAsDate_WaitsUntilThen()
    {
        await _stub.Problem(503, "unavailable", retryAfter: "Tue, 01 Dec 2026 10:00:05 GMT").Answers(202, Shapes.Job).Client().SubmitAsync(Echo);
        Assert.Equal([TimeSpan.FromMilliseconds(5150)], _stub.Waits);
    }

    [Fact]
    public async Task SubmitAsync_RetryAfterBeyondTheBound_GivesUpAtOnce()
    {
        _stub.Problem(429, "overloaded", retryAfter: "60");
        var e = await Assert.ThrowsAsync<SchedulerOverloadedException>(() => _stub.Client().SubmitAsync(Echo));
        Assert.Equal(TimeSpan.FromSeconds(60), e.RetryAfter);
        Assert.Empty(_stub.Waits);
    }

    [Fact]
    public async Task SubmitAsync_TroubleLastsLongerThanRetryFor_GivesUpInTime()
    {
        for (var i = 0; i < 100; i++)
            _stub.Problem(503, "unavailable", retryAfter: "1");
        var e = await Assert.ThrowsAsync<SchedulerUnavailableException>(
            () => _stub.Client(o => o.RetryFor = TimeSpan.FromSeconds(10)).SubmitAsync(Echo));
        Assert.False(e.StorageFull);
        Assert.InRange(_stub.Waits.Sum(w => w.TotalSeconds), 1, 10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task SubmitAsync_MaxRetries_BoundsTheTries(int retries)
    {
        for (var i = 0; i < 10; i++)
            _stub.Problem(503, "storage-full");
        var e = await Assert.ThrowsAsync<SchedulerUnavailableException>(() => _stub.Client(o => o.MaxRetries = retries).SubmitAsync(Echo));
        Assert.True(e.StorageFull);
        Assert.Equal(retries + 1, _stub.Requests.Count);
    }

    [Fact]
    public async Task SubmitAsync_EndsInDoubt_HandsOutTheKey()
    {
        // The last try was refused for certain, an earlier one was not: together the outcome is unknown.
        _stub.Breaks(HttpRequestError.ResponseEnded).Problem(503, "unavailable", retryAfter: "2");
        var e = await Assert.ThrowsAsync<OutcomeUnknownException>(() => _stub.Client(o => o.MaxRetries = 1).SubmitAsync(Echo));
        Assert.Equal("generated-key", e.IdempotencyKey);
        Assert.Equal(TimeSpan.FromSeconds(2), e.RetryAfter);
    }

    [Fact]
    public async Task SubmitAsync_NeverConnected_SaysNothingIsStored()
    {
        _stub.Breaks(HttpRequestError.ConnectionError).Breaks(HttpRequestError.NameResolutionError);
        var e = await Assert.ThrowsAsync<SchedulerUnavailableException>(() => _stub.Client(o => o.MaxRetries = 1).SubmitAsync(Echo));
        Assert.IsType<HttpRequestException>(e.InnerException);
    }

    [Fact]
    public async Task GetAsync_BrokenMidAnswer_TriesAgain()
    {
        _stub.Answers(_ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new BrokenContent() })).Answers(200, Shapes.Job);
        Assert.NotNull(await _stub.Client().GetAsync(Shapes.JobId));
        Assert.Null(_stub.Requests[0].Header("Idempotency-Key"));
    }

    [Fact]
    public async Task GetAsync_StaysBroken_IsUnavailableNotUnknown()
    {
        _stub.Breaks(HttpRequestError.ResponseEnded).Breaks(HttpRequestError.ResponseEnded);
        await Assert.ThrowsAsync<SchedulerUnavailableException>(() => _stub.Client(o => o.MaxRetries = 1).GetAsync(Shapes.JobId));
    }

    [Fact]
    public async Task GetAsync_NoAnswerInTime_TriesAgain()
    {
        _stub.Answers(async ct =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            throw new InvalidOperationException();
        }).Answers(200, Shapes.Job);
        Assert.NotNull(await _stub.Client(o => o.AttemptTimeout = TimeSpan.FromMilliseconds(1)).GetAsync(Shapes.JobId));
    }

    [Fact]
    public async Task SubmitAsync_CancelledWhileItWaits_StopsWithTheCallersToken()
    {
        using var cancel = new CancellationTokenSource();
        _stub.Answers(async ct =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            throw new InvalidOperationException();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _stub.Client().SubmitAsync(Echo, cancel.Token));
        Assert.Single(_stub.Requests);
    }

    [Fact]
    public async Task RunNowAsync_ConflictAfterALostAnswer_IsItsOwnDoing()
    {
        _stub.Breaks(HttpRequestError.ResponseEnded).Problem(409, "state-conflict", "\"state\": \"running\"").Answers(200, Shapes.JobIn("running"));
        var job = await _stub.Client().RunNowAsync(Shapes.JobId);
        Assert.Equal(JobState.Running, job.State);
        Assert.Equal($"/v1/jobs/{Shapes.JobId}", _stub.Requests[2].PathAndQuery);
    }

    [Fact]
    public async Task RunNowAsync_ConflictItCannotHaveMade_Throws()
    {
        _stub.Breaks(HttpRequestError.ResponseEnded).Problem(409, "state-conflict", "\"state\": \"cancelled\"");
        await Assert.ThrowsAsync<JobStateConflictException>(() => _stub.Client().RunNowAsync(Shapes.JobId));
    }

    [Fact]
    public async Task BulkAsync_LostAnswer_IsNotRepeated()
    {
        _stub.Breaks(HttpRequestError.ResponseEnded);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => _stub.Client().BulkAsync(BulkAction.Replay, new BulkRequest { Filter = new JobFilter(), Limit = 5 }));
        Assert.Single(_stub.Requests);
    }

    [Fact]
    public async Task BulkAsync_Refused_IsRepeated()
    {
        _stub.Problem(503, "unavailable").Answers(202, """{ "matched": 1240, "matched_is_exact": true, "changed": 1000, "skipped": 0, "more": true, "dry_run": false }""");
        var result = await _stub.Client().BulkAsync(BulkAction.Discard, new BulkRequest { Ids = ["a"], Reason = "old" });
        Assert.Equal(new BulkResult(1240, true, 1000, 0, true, false), result);
        Assert.Equal("/v1/dead-letters:discard", _stub.Requests[1].PathAndQuery);
        Assert.Equal("""{"ids":["a"],"limit":1000,"dry_run":false,"reason":"old"}""", _stub.Requests[1].Body);
    }

    [Theory]
    [InlineData(BulkAction.Cancel, "/v1/jobs:cancel")]
    [InlineData(BulkAction.Retry, "/v1/jobs:retry")]
    [InlineData(BulkAction.Run, "/v1/jobs:run")]
    [InlineData(BulkAction.Replay, "/v1/dead-letters:replay")]
    public async Task BulkAsync_Action_HasItsPath(BulkAction action, string path)
    {
        _stub.Answers(202, """{ "matched": 0, "matched_is_exact": true, "changed": 0, "skipped": 0, "more": false, "dry_run": false }""");
        await _stub.Client().BulkAsync(action, new BulkRequest { Ids = ["a"] });
        Assert.Equal(path, Assert.Single(_stub.Requests).PathAndQuery);
    }

    /// <summary>The connection breaks in the middle of the body.</summary>
    private sealed class BrokenContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{ \"job_id\": \"07"u8.ToArray());
            throw new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 1000;
            return false;
        }
    }
}
