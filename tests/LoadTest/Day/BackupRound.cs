using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using JobScheduler.KillTest;
using JobScheduler.LoadTest.Silo;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.LoadTest.Day;

/// <summary>A backup while the silo works, and a restore of it beside that becomes ready and does what is due.</summary>
internal sealed class BackupRound(LoadOptions options, string data, Ledger ledger, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The log of the restored silo; null: it was not started.</summary>
    public string? LogFile { get; private set; }

    /// <summary>Backs up and restores; what went wrong, or null.</summary>
    public async Task<string?> RunAsync(Uri address, LoadReport report)
    {
        var known = ledger.Jobs.Keys.ToHashSet(StringComparer.Ordinal); // answered before it began
        var start = time.GetTimestamp();
        var (file, problem) = await BackUpAsync(address);
        if (file is null)
            return problem;
        report.Fact("backup", $"{new FileInfo(file).Length / 1024 / 1024} MiB in {time.GetElapsedTime(start).TotalSeconds:0.0} s");
        using var beside = new SiloProcess(options.Silo, new Dictionary<string, string>(), data, time, name: "restored", store: "restored");
        LogFile = beside.LogFile;
        if (await beside.RunCommandAsync("restore", file) is var code and not 0)
            return $"restore ended with code {code}";
        start = time.GetTimestamp();
        await beside.StartAsync();
        report.Fact("restored silo", $"ready after {time.GetElapsedTime(start).TotalSeconds:0.0} s");
        var result = await CheckAsync(beside, known, report);
        return await beside.StopAsync() is var end and not 0 ? $"the restored silo ended with code {end}" : result;
    }

    private async Task<(string? File, string? Problem)> BackUpAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        using var begun = await http.PostAsync("v1/backups", null);
        if (begun.StatusCode != HttpStatusCode.Accepted)
            return (null, $"POST /v1/backups was answered {(int)begun.StatusCode}");
        var backup = await ReadAsync(begun);
        using var enough = new CancellationTokenSource(Patience, time);
        while ((string?)backup["state"] == "running")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, CancellationToken.None);
            if (enough.IsCancellationRequested)
                return (null, $"the backup took longer than {Patience}");
            using var answer = await http.GetAsync($"v1/backups/{backup["id"]}", CancellationToken.None);
            backup = await ReadAsync(answer);
        }

        // The file's name alone counts as lying in the default folder.
        var file = (string?)backup["file"];
        return (string?)backup["state"] == "completed" && file is not null
            ? (Path.GetFullPath(file, Path.Combine(data, "silo", "backups")), null)
            : (null, $"the backup is {backup["state"]}: {backup["error"]?.ToJsonString()}");
    }

    private async Task<string?> CheckAsync(SiloProcess beside, HashSet<string> known, LoadReport report)
    {
        await using var services = Clients.For(beside.Address, retries: 20);
        var client = services.GetRequiredService<IJobSchedulerClient>();
        foreach (var schedule in Workload.Schedules())
            await client.PauseScheduleAsync(schedule.Id);
        await client.ResumeQueueAsync(Workload.PausedQueue);
        await new Settling(client, Patience, time).UntilIdleAsync();
        var audit = await Audit.ReadAsync(client);
        var missing = known.Count(id => !audit.Seen.Contains(id));
        var open = audit.Jobs - audit.Ended;
        report.Fact("restored jobs", $"{audit.Jobs}, of them {known.Count - missing} of the {known.Count} accepted before the backup; {open} not ended");
        return missing > 0 ? $"{missing} jobs are not in the backup" : open > 0 ? $"{open} jobs did not run in the restored silo" : null;
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer) =>
        await answer.Content.ReadFromJsonAsync<JsonNode>() ?? throw new LoadTestException("A backup was answered without a body.");
}
