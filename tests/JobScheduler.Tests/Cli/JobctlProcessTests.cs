using System.Text.Json;
using JobScheduler.Cli;
using JobScheduler.Tests.Architecture;
using JobScheduler.Tests.Samples;
using Xunit;

namespace JobScheduler.Tests.Cli;

/// <summary>jobctl and a silo as the operator's shell has them: two programs, pipes, signals and exit codes.</summary>
public sealed class JobctlProcessTests : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("jobctl-").FullName;
    private ProgramProcess _silo = null!;
    private string _url = "";

    public async Task InitializeAsync()
    {
        _silo = ProgramProcess.Start(
            SourceTree.Program("silo", "JobScheduler.Silo"), new Dictionary<string, string> { ["JobScheduler__DataDirectory"] = _data }, "--urls", "http://127.0.0.1:0");
        _url = await _silo.WaitForAsync("address");
        await _silo.WaitForAsync("curl");
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Jobctl_FromSubmitToRetry_DoesWhatAnOperatorDoes()
    {
        var echo = await RunAsync("submit", "echo", """{"n":1.50}""", "--wait", "-o", "json");
        Assert.Equal((0, ""), (echo.Code, echo.Error));
        var job = JsonDocument.Parse(echo.Output).RootElement;
        Assert.Equal(("completed", "1.50"), (job.GetProperty("state").GetString(), job.GetProperty("result").GetProperty("n").GetRawText()));

        var failing = await JobctlProcess.RunAsync(_url, """{"url":"http://127.0.0.1:1/"}""", "submit", "http", "-", "--max-attempts", "1", "--wait", "-o", "yaml");
        Assert.Equal(ExitCodes.JobNotCompleted, failing.Code);
        Assert.Contains("state: failed", failing.Output, StringComparison.Ordinal);

        var ids = await RunAsync("dead-letters", "list", "-q");
        var retried = await JobctlProcess.RunAsync(_url, ids.Output, "retry", "-", "-o", "json");
        Assert.Equal((0, ""), (retried.Code, retried.Error));
        Assert.Equal(ids.Output.Trim(), JsonDocument.Parse(retried.Output).RootElement.GetProperty("job_id").GetString());
        var again = await RunAsync("watch", ids.Output.Trim(), "-o", "json");
        Assert.Equal(ExitCodes.JobNotCompleted, again.Code);
        Assert.Equal("failed", JsonDocument.Parse(again.Output.Trim().Split('\n')[^1]).RootElement.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Jobctl_CtrlCWhileItWatches_Ends130AndTheJobGoesOn()
    {
        var id = (await RunAsync("submit", "sleep", """{"duration_ms":600000}""", "-q")).Output.Trim();
        var watched = await JobctlProcess.InterruptAsync(_url, "watch", id);
        Assert.Equal((ExitCodes.Interrupted, ""), (watched.Code, watched.Error));
        Assert.DoesNotContain('\e', watched.Output);
        var got = await RunAsync("get", id, "-o", "json");
        Assert.Contains("\"state\": \"running\"", got.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("cancel", id)).Code);
    }

    [Fact]
    public async Task Jobctl_ScheduleFile_IsAppliedOnceAndReadsBack()
    {
        const string file = "id: nightly\ncron: 30 2 * * *\ntime_zone: Europe/Berlin\njob:\n  job_type: echo\n  payload: {report: sales}\n";
        var dry = await JobctlProcess.RunAsync(_url, file, "schedules", "apply", "-f", "-", "--dry-run");
        Assert.Equal(0, dry.Code);
        Assert.Contains("nightly  created (dry run)", dry.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.NotFound, (await RunAsync("schedules", "get", "nightly")).Code);
        Assert.Equal(0, (await JobctlProcess.RunAsync(_url, file, "schedules", "apply", "-f", "-")).Code);
        var shown = await RunAsync("schedules", "get", "nightly", "-o", "yaml");
        var again = await JobctlProcess.RunAsync(_url, shown.Output, "schedules", "apply", "-f", "-");
        Assert.Equal("nightly  unchanged\n", again.Output.ReplaceLineEndings("\n"));
        var changed = await JobctlProcess.RunAsync(_url, file.Replace("30 2", "0 3", StringComparison.Ordinal), "schedules", "apply", "-f", "-");
        Assert.Contains("~ cron  \"30 2 * * *\" -> \"0 3 * * *\"", changed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobctl_OperatorsRound_FindsTheServerWell()
    {
        Assert.Equal(0, (await RunAsync("submit", "echo", "--wait", "-o", "json")).Code);
        foreach (var command in new[] { "stats", "queues list", "nodes", "partitions", "job-types", "list", "dead-letters list", "dead-letters groups", "backup list", "schedules list" })
        {
            var shown = await RunAsync([.. command.Split(' '), "-o", "json"]);
            Assert.Equal((0, ""), (shown.Code, shown.Error));
            using var json = JsonDocument.Parse(shown.Output);
            Assert.Equal(0, (await RunAsync(command.Split(' '))).Code);
        }

        var doctor = await RunAsync("doctor", "-o", "json");
        Assert.True(doctor.Code == 0, doctor.Output);
    }

    [Fact]
    public async Task Jobctl_BackupAndVerify_FindTheStoreSound()
    {
        var backup = await RunAsync("backup", "-o", "json");
        Assert.Equal(0, backup.Code);
        var file = JsonDocument.Parse(backup.Output).RootElement.GetProperty("file").GetString()!;
        Assert.Equal(0, (await RunAsync("verify", file)).Code);
        Assert.Equal(0, (await RunAsync("verify", _data)).Code);
        await File.WriteAllTextAsync(Path.Combine(_data, "no-store"), "nothing");
        var refused = await RunAsync("verify", Path.Combine(_data, "no-store"), "-o", "json");
        Assert.Equal(ExitCodes.Failed, refused.Code);
        Assert.False(JsonDocument.Parse(refused.Output).RootElement.GetProperty("sound").GetBoolean());
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => JobctlProcess.RunAsync(_url, "", args);
}
