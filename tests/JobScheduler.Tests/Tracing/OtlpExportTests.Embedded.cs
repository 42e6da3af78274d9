using System.Diagnostics;
using System.Net.Http.Json;
using JobScheduler.Tests.Architecture;
using JobScheduler.Tests.Samples;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JobScheduler.Tests.Tracing;

/// <summary>The silo as a process, and what a collector gets of it.</summary>
public sealed class OtlpExportTests
{
    private const string Trace = "c1a0f3577b34da6a3ce929d0e0e4736b";
    private const string Caller = "00f067aa0ba902b7";

    [Fact]
    public async Task Export_HttpJobThatIsTriedTwice_IsOneTraceFromTheCallerToTheTarget()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var silo = Start(receiver.Address);
        var id = await SubmitAsync(await silo.WaitForAsync("address "), receiver.Address + "/target");
        var spans = await receiver.UntilAsync(
            all => Named(all, "attempt http").Count() == 2 && Named(all, "claim http").Count() == 2 && Named(all, "retry http").Any()
                && Named(all, "submit http").Any() && Named(all, "GET").Count() == 2 && Named(all, "commit").Count(Is("applied")) >= 3,
            "all spans of the job");
        Assert.All(spans, span => Assert.Equal("JobScheduler", span.Scope));
        var ours = spans.Where(span => span.Name != "GET").ToArray();
        Assert.All(spans, span => Assert.Equal(Trace, span.TraceId));
        Assert.All(spans, span => Assert.Equal("jobscheduler", span.Resource["service.name"]));
        Assert.All(ours.Where(span => span.Name != "commit"), span => Assert.Equal(id, span.Tags["messaging.message.id"]));

        var submit = Assert.Single(Named(spans, "submit http"));
        Assert.Equal((Caller, 4, "vendor=1"), (submit.ParentId, submit.Kind, submit.TraceState));
        Assert.All(ours.Where(span => span != submit), span => Assert.Equal((submit.SpanId, "vendor=1"), (span.ParentId, span.TraceState)));
        Assert.Equal(["1", "2"], Named(spans, "claim http").Select(span => span.Tags["jobscheduler.attempt"]).Order());

        var attempts = Named(spans, "attempt http").OrderBy(span => span.Tags["jobscheduler.attempt"], StringComparer.Ordinal).ToArray();
        Assert.All(attempts, attempt => Assert.Equal((Trace, submit.SpanId), Assert.Single(attempt.Links)));
        Assert.All(attempts, attempt => Assert.Equal(5, attempt.Kind));
        Assert.Equal(("retry", "http_status_503", 2), (attempts[0].Tags["jobscheduler.outcome"], attempts[0].Tags["error.type"], attempts[0].Status));
        Assert.Equal(("completed", 0), (attempts[1].Tags["jobscheduler.outcome"], attempts[1].Status));
        Assert.True(long.Parse(attempts[0].Tags["jobscheduler.fencing_token"], null) < long.Parse(attempts[1].Tags["jobscheduler.fencing_token"], null));

        var retry = Assert.Single(Named(spans, "retry http"));
        Assert.Equal((Trace, attempts[0].SpanId), Assert.Single(retry.Links));
        Assert.Equal("http_status_503", retry.Tags["error.type"]);
        Assert.All(Named(spans, "commit"), commit => Assert.Contains((Trace, submit.SpanId), commit.Links));

        // What the target saw is the span of the request, and that is a child of the attempt.
        var requests = receiver.Seen.ToArray();
        Assert.Equal(2, requests.Length);
        for (var i = 0; i < 2; i++)
        {
            var request = Assert.Single(spans, span => requests[i].TraceParent == $"00-{Trace}-{span.SpanId}-01");
            Assert.Equal((attempts[i].SpanId, 3, "vendor=1"), (request.ParentId, request.Kind, requests[i].TraceState));
        }
    }

    [Fact]
    public async Task Export_Metrics_ArriveToo()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var silo = Start(receiver.Address, ("OTEL_METRIC_EXPORT_INTERVAL", "200"), ("OTEL_TRACES_EXPORTER", "none"));
        await receiver.WhenMetricsAsync();
        Assert.Empty(await receiver.UntilAsync(_ => true, "now"));
    }

    [Theory]
    [InlineData("is away")]
    [InlineData("hangs")]
    public async Task Export_CollectorThatDoesNotAnswer_CostsJobsNothingAndIsLogged(string how)
    {
        await using var receiver = await OtlpReceiver.StartAsync(hangs: how == "hangs");
        var collector = receiver.Address;
        if (how == "is away")
            await receiver.DisposeAsync();
        await using var silo = Start(collector, ("OTEL_EXPORTER_OTLP_TIMEOUT", "500"), ("OTEL_BSP_MAX_QUEUE_SIZE", "16"), ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "16"));
        var address = await silo.WaitForAsync("address ");
        await using var services = new ServiceCollection().AddJobSchedulerClient(o => o.BaseAddress = new Uri(address)).Services.BuildServiceProvider();
        var client = services.GetRequiredService<IJobSchedulerClient>();
        using var caller = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C);
        caller.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        caller.Start();
        var batch = await client.SubmitBatchAsync([.. Enumerable.Range(0, 200).Select(_ => new JobSubmission { JobType = "echo" })]);
        foreach (var entry in batch)
            Assert.Equal(JobState.Completed, (await client.WaitAsync(entry.JobId)).State);
        await silo.WaitForAsync("could not be sent to the collector");
    }

    private static ProgramProcess Start(string collector, params (string Name, string Value)[] more)
    {
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector,
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        };
        foreach (var (name, value) in more)
            environment[name] = value;
        return ProgramProcess.Start(SourceTree.Program("silo", "JobScheduler.Silo"), environment, "--urls", "http://127.0.0.1:0");
    }

    private static async Task<string> SubmitAsync(string silo, string target)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(silo + "/v1/jobs"))
        {
            Content = JsonContent.Create(new { job_type = "http", payload = new { url = target }, retry = new { kind = "fixed", initial_ms = 50 } }),
        };
        request.Headers.Add("traceparent", $"00-{Trace}-{Caller}-01");
        request.Headers.Add("tracestate", "vendor=1");
        using var answer = await http.SendAsync(request);
        var body = await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>();
        Assert.True(answer.IsSuccessStatusCode, body.ToString());
        Assert.Equal(Trace, body.GetProperty("trace_id").GetString());
        return body.GetProperty("job_id").GetString()!;
    }

    private static IEnumerable<OtlpSpan> Named(IEnumerable<OtlpSpan> spans, string name) => spans.Where(span => span.Name == name);

    private static Func<OtlpSpan, bool> Is(string status) => span => span.Tags["jobscheduler.commit.status"] == status;
}
