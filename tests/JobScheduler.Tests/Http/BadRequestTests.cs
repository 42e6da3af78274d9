using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>Runs the table: each row gets exactly its refusal, in the one shape, and the process goes on serving.</summary>
/// <remarks>Against the real scheduler: what is refused, and in which words, is its answer.</remarks>
public sealed class BadRequestTests(RealHttpTarget target) : IClassFixture<RealHttpTarget>
{
    public static TheoryData<string> Names => [.. BadRequests.All.Select(row => row.Name)];

    [Fact]
    public void Table_Names_AreUnique() => Assert.Equal(BadRequests.All.Count, BadRequests.All.DistinctBy(row => row.Name).Count());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Request_Bad_IsRefusedAsTheTableSays(string name)
    {
        var row = BadRequests.All.Single(row => row.Name == name);

        var answer = await SendAsync(row);

        Assert.True(row.Status == answer.Status, $"{answer.Status} instead of {row.Status}: {answer.Body}");
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal(row.Allow, answer.Header("Allow"));
        AssertProblem(row, answer.Json());
        Assert.Equal(HttpStatusCode.OK, (await target.Client.GetAsync("healthz")).StatusCode);
        Assert.Empty(target.Logs.AtLeast(LogLevel.Error));
    }

    private Task<RawAnswer> SendAsync(BadRequest row)
    {
        var path = row.Target.Replace("{waiting}", target.WaitingJob, StringComparison.Ordinal)
            .Replace("{cancelled}", target.CancelledJob, StringComparison.Ordinal);
        if (row.Name != "broken chunk")
            return RawHttp.SendAsync(target.Address, row.Method, path, row.Body, row.ContentType, row.Headers, row.Chunked);
        var head = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n";
        return RawHttp.ExchangeAsync(target.Address, Encoding.ASCII.GetBytes(head));
    }

    private static void AssertProblem(BadRequest row, JsonObject problem)
    {
        string[] expected = ["type", "title", "status", "detail", "instance", "trace_id", "errors"];
        Assert.Equal(expected, problem.Select(member => member.Key).Take(expected.Length));
        Assert.Equal("urn:jobscheduler:problem:" + row.Problem, (string?)problem["type"]);
        Assert.Equal(row.Status, (int?)problem["status"]);
        Assert.NotEmpty((string)problem["title"]!);
        Assert.NotEmpty((string)problem["detail"]!);
        Assert.StartsWith("/", (string)problem["instance"]!, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}$", (string)problem["trace_id"]!);
        var errors = problem["errors"]!.AsObject();
        foreach (var path in row.AlsoErrors.Concat(row.ErrorPath is null ? [] : [row.ErrorPath]))
            Assert.True(errors[path] is JsonArray { Count: > 0 }, $"no errors at '{path}': {errors}");
        if (row.ErrorPath is null)
            Assert.Empty(errors);
        if (row.Cron)
            Assert.Equal(["field", "position", "expected"], problem["cron_error"]!.AsObject().Select(member => member.Key));
    }
}
