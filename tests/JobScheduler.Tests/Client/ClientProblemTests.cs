using Xunit;

namespace JobScheduler.Tests.Client;

public sealed class ClientProblemTests : IDisposable
{
    private static readonly JobSubmission Echo = new() { JobType = "echo" };
    private readonly StubScheduler _stub = new();

    public void Dispose() => _stub.Dispose();

    [Fact]
    public async Task SubmitAsync_ValidationFailed_ThrowsWithTheFields()
    {
        _stub.Problem(422, "validation-failed", "\"errors\": { \"retry.factor\": [\"must be between 1 and 100\"] }");
        var e = await Assert.ThrowsAsync<JobValidationException>(() => _stub.Client().SubmitAsync(Echo));
        Assert.Equal(["must be between 1 and 100"], e.Errors["retry.factor"]);
        Assert.Contains("retry.factor", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAsync_MalformedCursor_Throws()
    {
        _stub.Problem(400, "malformed-request", "\"errors\": { \"cursor\": [\"is not one of this filter\"] }");
        var e = await Assert.ThrowsAsync<MalformedRequestException>(() => _stub.Client().ListAsync(new JobQuery { Cursor = "x" }));
        Assert.True(e.Errors.ContainsKey("cursor"));
    }

    [Fact]
    public async Task SubmitAsync_IdempotencyConflict_NamesTheJob()
    {
        _stub.Problem(409, "idempotency-conflict", "\"job_id\": \"abc\"");
        var e = await Assert.ThrowsAsync<IdempotencyConflictException>(() => _stub.Client().SubmitAsync(Echo));
        Assert.Equal("abc", e.JobId);
    }

    [Fact]
    public async Task CancelAsync_StateConflict_NamesTheState()
    {
        _stub.Problem(409, "state-conflict", "\"state\": \"completed\"");
        var e = await Assert.ThrowsAsync<JobStateConflictException>(() => _stub.Client().CancelAsync(Shapes.JobId));
        Assert.Equal((Shapes.JobId, JobState.Completed), (e.JobId, e.State));
    }

    [Fact]
    public async Task SubmitAsync_TooLarge_Throws()
    {
        _stub.Problem(413, "too-large");
        await Assert.ThrowsAsync<JobTooLargeException>(() => _stub.Client().SubmitAsync(Echo));
    }

    [Theory]
    [InlineData(403, "forbidden-origin")]
    [InlineData(405, "method-not-allowed")]
    [InlineData(409, "already-exists")]
    [InlineData(412, "precondition-failed")]
    [InlineData(415, "unsupported-media-type")]
    [InlineData(500, "internal-error")]
    [InlineData(418, "a-problem-of-the-future")]
    public async Task SubmitAsync_OtherProblem_ThrowsTheGeneralExceptionAtOnce(int status, string type)
    {
        _stub.Problem(status, type);
        var e = await Assert.ThrowsAsync<JobSchedulerRequestException>(() => _stub.Client().SubmitAsync(Echo));
        Assert.Equal((status, type), (e.Status, e.Problem));
        Assert.Single(_stub.Requests);
    }

    [Theory]
    [InlineData(404, "<html>not here</html>")]
    [InlineData(200, "<html>log in first</html>")]
    [InlineData(200, "{}")]
    [InlineData(200, """{ "job_id": 7 }""")]
    public async Task GetAsync_AnswerNotOfTheScheduler_SaysSo(int status, string body)
    {
        _stub.Answers(status, body, "text/html");
        var e = await Assert.ThrowsAsync<JobSchedulerRequestException>(() => _stub.Client().GetAsync(Shapes.JobId));
        Assert.Equal("unexpected-answer", e.Problem);
        Assert.Contains("BaseAddress", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_NoSuchJob_IsNull()
    {
        _stub.Problem(404, "not-found");
        Assert.Null(await _stub.Client().GetAsync("missing"));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("ü")]
    public async Task GetStatusAsync_IdThatNoJobCanHave_IsNullWithoutARequest(string jobId)
    {
        Assert.Null(await _stub.Client().GetStatusAsync(jobId));
        Assert.Empty(_stub.Requests);
    }

    [Fact]
    public async Task CancelAsync_NoSuchJob_Throws()
    {
        _stub.Problem(404, "not-found");
        var e = await Assert.ThrowsAsync<JobNotFoundException>(() => _stub.Client().CancelAsync("missing"));
        Assert.Equal("missing", e.JobId);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a b")]
    public async Task PauseQueueAsync_NameThatNoQueueCanHave_ThrowsWithoutARequest(string queue)
    {
        await Assert.ThrowsAsync<JobValidationException>(() => _stub.Client().PauseQueueAsync(queue));
        Assert.Empty(_stub.Requests);
    }
}
