using System.Net;
using System.Text;
using JobScheduler.Cli;
using JobScheduler.Cli.Doctor;
using JobScheduler.Tests.Client;
using Xunit;

namespace JobScheduler.Tests.Cli;

/// <summary>What doctor finds, and what it says to do.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task Doctor_OutOfReach_LooksNoFurther()
    {
        var run = new CliRun { Server = new StubScheduler().Breaks(HttpRequestError.NameResolutionError) };
        Assert.Equal(ExitCodes.Failed, await run.LineAsync("doctor"));
        Assert.StartsWith("wrong  server  http://scheduler.test/ (JOBSCHEDULER_URL) cannot be reached", run.Output, StringComparison.Ordinal);
        Assert.Contains("-> The name is not known", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_AllIsWell_IsZeroAndSaysWhatItLookedAt()
    {
        var run = new CliRun { Server = new WholeServer() };
        Assert.Equal(0, await run.LineAsync("doctor"));
        Assert.Equal(
            ["server", "store", "version", "settings", "disk", "clock", "nodes", "partitions", "job types", "queues", "lateness", "dead letters"],
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[7..21].Trim()));
        Assert.DoesNotContain("wrong", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_NotReadyAndClockWrong_SaysBoth()
    {
        var server = new WholeServer { Ready = (503, """{"status":503,"title":"Unavailable","detail":"The store cannot be written.","readiness":"draining","store":"read_only"}"""), Now = "2020-01-01T00:00:00.000Z" };
        var run = new CliRun { Server = server };
        Assert.Equal(ExitCodes.Failed, await run.LineAsync("doctor"));
        Assert.Contains("The node is not ready: The store cannot be written. (store: read_only).", run.Output, StringComparison.Ordinal);
        Assert.Contains("behind this machine's", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_WaitingWithoutAHandler_AreWrong()
    {
        var finding = Assert.Single(WorkChecks.Types([new() { Name = "mail", Queue = "default", Counts = new(2, 1, 0, 0, 0, 0) }]));
        Assert.Equal((Verdict.Wrong, "Nobody handles mail: 3 jobs wait."), (finding.Verdict, finding.Text));
    }

    [Fact]
    public void Queues_PausedWithWork_SaysByWhomAndHowToResume()
    {
        var finding = Assert.Single(WorkChecks.Queues([new() { Name = "mail", Paused = true, Note = "move", PausedBy = "ana", Queued = 1 }]));
        Assert.Equal(("mail is paused by ana (move), and 1 job waits.", "jobctl queues resume mail"), (finding.Text, finding.Advice));
    }

    [Fact]
    public void Partitions_Unserved_AreNamed() =>
        Assert.Contains("1 of 2 partitions are served by no node: 1.", WorkChecks.Partitions([new() { Partition = 0, Node = "n1" }, new() { Partition = 1 }]).Text, StringComparison.Ordinal);

    /// <summary>Answers everything that doctor asks, by path.</summary>
    private sealed class WholeServer : HttpMessageHandler
    {
        public (int Status, string Body) Ready { get; init; } = (200, """{"status":"ready","node":"n1","store":"ok","partitions_owned":1,"partitions":1}""");

        public string? Now { get; init; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var (status, body) = request.RequestUri!.AbsolutePath switch
            {
                "/healthz" => (200, """{"status":"ok"}"""),
                "/readyz" => Ready,
                "/v1/server" => (200, $$"""{"version":"{{CommandTree.Version}}","engine":"embedded","node":"n1","read_only":false,"lateness_target_ms":250,"orleans_dashboard":null,"disk_free_bytes":52613349376,"now":"{{Now ?? TimeProvider.System.GetUtcNow().ToString("o")}}"}"""),
                "/v1/stats" => (200, """{"at":"2026-12-01T10:00:00.000Z","by_state":{},"by_job_type":{},"by_queue":{},"per_second":{"window_s":60},"lateness_ms":{"window_s":900,"count":1,"p50":1,"p95":1,"p99":1,"max":1},"disk_free_bytes":52613349376}"""),
                "/v1/nodes" => (200, """{"items":[{"node":"n1","status":"active","problem":null,"engine":"embedded","version":"0.1.0","started_at":"2026-12-01T09:00:00.000Z","slots":64,"slots_running":3,"partitions":1,"job_types":["echo"],"stuck":[]}],"next_cursor":null}"""),
                "/v1/partitions" => (200, """{"items":[{"partition":0,"node":"n1","term":1,"in_memory":0,"queued":0,"running":0,"oldest_queued_ms":null,"commit_ms":{"p50":1,"p99":2}}],"next_cursor":null}"""),
                _ => (200, """{"items":[],"next_cursor":null}"""),
            };
            return Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        }
    }
}
