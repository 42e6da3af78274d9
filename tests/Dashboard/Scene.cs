using System.Text.Json.Nodes;
using JobScheduler.KillTest;
using Xunit;

namespace JobScheduler.Dashboard.Tests;

/// <summary>A silo on which something of everything has happened, to be looked at: jobs in all states, failures of two causes, schedules, a paused queue.</summary>
public sealed class Scene : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jobscheduler-scene-");
    private readonly List<string> _toEnd = [];
    private SiloProcess? _silo;
    private SchedulerApi? _api;
    private Target? _target;

    /// <summary>True: the pictures go into docs/, and the scene has minutes of work behind it.</summary>
    internal static bool IsForDocs { get; } = Environment.GetEnvironmentVariable("JOBSCHEDULER_UPDATE_DOCS") == "1";

    /// <summary>Where the silo serves, ending in '/'.</summary>
    internal Uri Address => _silo!.Address;

    /// <summary>A job that failed twice.</summary>
    internal string FailedJob { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (Chromium.Missing is not null)
            return;
        _silo = new(SiloProcess.BuiltBeside(), SiloProcess.QuietLog, _folder.FullName, TimeProvider.System);
        await _silo.StartAsync();
        _api = new(_silo.Address);
        _target = await Target.StartAsync();
        await ScheduleAsync();
        await SubmitAsync();
        await FailAsync();

        await Task.WhenAll(_toEnd.Select(_api.WaitAsync));
    }

    public async Task DisposeAsync()
    {
        if (_target is not null)
            await _target.DisposeAsync();
        if (_silo is not null)
        {
            await _silo.KillAsync(); // it has jobs that would take long to end, and nobody needs its store
            _silo.Dispose();
        }

        _api?.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task ScheduleAsync()
    {
        await PutAsync("nightly-report", """{"cron":"30 2 * * *","time_zone":"Europe/Berlin","job":{"job_type":"echo","queue":"reports","payload":{"report":"sales"}}}""");
        await PutAsync("heartbeat", """{"cron":"@every 5s","job":{"job_type":"echo","tags":["heartbeat"]}}""");
        await PutAsync("sync-stock", $$$$"""{"cron":"@every 20s","job":{"job_type":"http","queue":"sync","max_attempts":1,"payload":{"url":"{{{{_target!.Address}}}}/stock"}}}""");
        await PutAsync("invoices", """{"cron":"0 6 1 * *","time_zone":"Europe/Berlin","job":{"job_type":"send-invoice"}}""");
        await PostAsync("v1/schedules/invoices:pause", """{"by":"Ana","note":"prices change on Monday"}""");
        await PostAsync("v1/schedules/heartbeat:trigger", "{}");
        await PostAsync("v1/schedules/sync-stock:trigger", "{}");
    }

    private async Task SubmitAsync()
    {
        for (var i = 0; i < 40; i++)
            await JobAsync($$$"""{"job_type":"echo","queue":"mail","tags":["customer-{{{i % 7}}}"],"payload":{"to":"customer-{{{i}}}@example.com","template":"order-shipped"}}""", ends: true);
        for (var i = 0; i < 25; i++)
            await JobAsync($$$"""{"job_type":"echo","queue":"reports","delay_ms":{{{(i + 1) * 420_000}}},"payload":{"report":"r-{{{i}}}"}}""");
        for (var i = 0; i < 2; i++)
            await JobAsync("""{"job_type":"sleep","queue":"imports","payload":{"duration_ms":900000}}""");
        for (var i = 0; i < 3; i++)
            await JobAsync("""{"job_type":"send-invoice","payload":{"order":4711}}""");
        await PostAsync("v1/queues/nightly:pause", """{"by":"Ben","note":"the warehouse is being moved"}""");
        await JobAsync("""{"job_type":"echo","queue":"nightly"}""");

        // Something to see in the charts, over three minutes.
        for (var i = 0; IsForDocs && i < 900; i++)
            await JobAsync($$$"""{"job_type":"echo","queue":"mail","delay_ms":{{{(int)(180_000 * Math.Sqrt(i / 900.0))}}},"payload":{"to":"customer-{{{i}}}@example.com"}}""", ends: i % 100 == 99);
    }

    private async Task FailAsync()
    {
        for (var i = 0; i < 6; i++)
        {
            FailedJob = await JobAsync(
                $$$"""{"job_type":"http","queue":"sync","max_attempts":2,"retry":{"kind":"fixed","initial_ms":300},"payload":{"url":"{{{_target!.Address}}}/orders/{{{4711 + i}}}"}}""", ends: true);
        }

        await JobAsync("""{"job_type":"http","max_attempts":1,"payload":{"url":"http://127.0.0.1:1/hooks/paid"}}""", ends: true);
    }

    private async Task<string> JobAsync(string body, bool ends = false)
    {
        var id = (string)(await PostAsync("v1/jobs", body))["job_id"]!;
        if (ends)
            _toEnd.Add(id);
        return id;
    }

    private Task<JsonNode> PostAsync(string path, string body) => _api!.PostAsync(path, body);

    private Task<JsonNode> PutAsync(string schedule, string body) => _api!.PutAsync("v1/schedules/" + schedule, body);
}
