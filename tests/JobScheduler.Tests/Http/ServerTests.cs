using System.Text.Json.Nodes;
using Xunit;

namespace JobScheduler.Tests.Http;

/// <summary>What operators are answered, token by token as the contract has it.</summary>
public sealed class ServerTests(FakeHttpTarget target) : IClassFixture<FakeHttpTarget>
{
    [Theory]
    [InlineData("v1/server", """{"version":"0.1.0","engine":"orleans","node":"n1","read_only":true,"lateness_target_ms":250,"orleans_dashboard":"/orleans","disk_free_bytes":52613349376,"now":"2026-12-01T09:00:00.000Z"}""")]
    [InlineData("v1/nodes?limit=1", """
        {"items":[{"node":"n1","status":"active","problem":null,"engine":"orleans","version":"0.1.0","started_at":"2026-12-01T09:00:00.000Z","slots":64,"slots_running":3,"partitions":16,"job_types":["echo","http"],
        "stuck":[{"job_id":"07c1-01kb3z5m8q4t7x","job_type":"http","attempt":2,"fencing_token":1041,"since":"2026-12-01T10:00:00.000Z"}]}],"next_cursor":"MQpub2Rlcw=="}
        """)]
    [InlineData("v1/partitions", """
        {"items":[{"partition":0,"node":"n1","term":42,"in_memory":12,"queued":5,"running":1,"oldest_queued_ms":120,"commit_ms":{"p50":0.6,"p99":2.1}},
        {"partition":1,"node":null,"term":0,"in_memory":0,"queued":0,"running":0,"oldest_queued_ms":null,"commit_ms":{"p50":null,"p99":null}}],"next_cursor":null}
        """)]
    [InlineData("v1/job-types", """
        {"items":[{"name":"http","description":"Sends an HTTP request.","payload_schema":{"type":"object","properties":{"url":{"type":"string"}}},"queue":"web","max_attempts":7,"nodes":["n1"],
        "counts":{"waiting":10,"running":3,"completed":91,"failed":1,"cancelled":2}},
        {"name":"lost","description":null,"payload_schema":null,"queue":"default","max_attempts":5,"nodes":[],"counts":{"waiting":4,"running":0,"completed":0,"failed":0,"cancelled":0}}],"next_cursor":null}
        """)]
    [InlineData("v1/stats/history", """
        {"resolution":"second","step_ms":1000,"points":[{"at":"2026-12-01T09:00:00.000Z","submitted":3,"started":2,"finished":2,"failed":1,"queued":4,"running":1,"lateness_ms":{"p50":1.2,"p99":4,"max":9}},
        {"at":"2026-12-01T09:00:01.000Z","submitted":0,"started":0,"finished":0,"failed":0,"queued":0,"running":0,"lateness_ms":null}]}
        """)]
    public async Task Get_EveryMember_IsAsTheContractHasIt(string path, string expected) =>
        Assert.Equal(expected.ReplaceLineEndings("").Trim(), await target.Client.GetStringAsync(path));

    [Fact]
    public async Task Nodes_InPages_AreAll()
    {
        var first = JsonNode.Parse(await target.Client.GetStringAsync("v1/nodes?limit=1"))!;
        var second = JsonNode.Parse(await target.Client.GetStringAsync("v1/nodes?limit=1&cursor=" + Uri.EscapeDataString((string)first["next_cursor"]!)))!;

        Assert.Equal(("unavailable", "n2"), ((string?)second["items"]![0]!["status"], (string?)second["items"]![0]!["node"]));
        Assert.Null((string?)second["next_cursor"]);
    }

    [Theory]
    [InlineData("second", 1000)]
    [InlineData("minute", 60_000)]
    public async Task History_ByResolution_HasItsStep(string resolution, int step)
    {
        var history = JsonNode.Parse(await target.Client.GetStringAsync($"v1/stats/history?resolution={resolution}"))!;

        Assert.Equal((resolution, step), ((string?)history["resolution"], (int)history["step_ms"]!));
    }
}
