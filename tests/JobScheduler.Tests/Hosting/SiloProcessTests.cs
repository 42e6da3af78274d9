using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace JobScheduler.Tests.Hosting;

/// <summary>The silo as a process: what an operator sees.</summary>
public sealed class SiloProcessTests
{
    [Fact]
    public async Task Help_Always_ListsEverySettingAndEndsWell()
    {
        var (code, output, _) = await RunAsync(["--help"]);
        Assert.Equal(0, code);
        foreach (var property in typeof(JobSchedulerOptions).GetProperties())
            Assert.Contains("JobScheduler:" + property.Name, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JobScheduler__Slotz", "4", "JobScheduler:Slotz is no setting. Is JobScheduler:Slots meant?")]
    [InlineData("JobScheduler__Slots", "x", "JobScheduler:Slots must be a whole number from 1 to 10000; 'x' is not.")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense", "OTEL_EXPORTER_OTLP_ENDPOINT is 'nonsense', which is no endpoint")]
    [InlineData("JobScheduler__DrainTimeout", "02:00:00", "JobScheduler:DrainTimeout must be a duration")]
    public async Task Start_BadSetting_SaysSoOnceWithoutATrace(string name, string value, string expected)
    {
        var (code, output, error) = await RunAsync(["--urls", "http://127.0.0.1:0"], (name, value));
        Assert.Equal(1, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnknownSwitch_IsRefused()
    {
        var (code, _, error) = await RunAsync(["--port", "1"]);
        Assert.Equal(1, code);
        Assert.Contains("--port is not understood", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PortZero_PrintsTheRealAddressTheDataFolderAndAWorkingCurl()
    {
        var data = Directory.CreateTempSubdirectory("silo-").FullName;
        using var process = Start(["--urls", "http://127.0.0.1:0"], ("JobScheduler__DataDirectory", data), ("Logging__Console__FormatterName", "simple"));
        try
        {
            var lines = new List<string>();
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                lines.Add(line.Trim());
                if (line.Contains("curl", StringComparison.Ordinal))
                    break;
            }

            Assert.Contains("data     " + data, lines);
            Assert.True(File.Exists(Path.Combine(data, "jobs.db")));
            var address = Assert.Single(lines, l => l.StartsWith("address", StringComparison.Ordinal))["address".Length..].Trim();
            Assert.Matches("^http://127[.]0[.]0[.]1:[1-9][0-9]*$", address);
            Assert.Contains($"curl -sS {address}/v1/jobs ", lines[^1], StringComparison.Ordinal);
            using var client = new HttpClient();
            Assert.Equal(200, (int)(await client.GetAsync(new Uri(address + "/healthz"))).StatusCode);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task Start_OutputIsNoTerminal_WritesNothingButLinesOfJson()
    {
        var data = Directory.CreateTempSubdirectory("silo-").FullName;
        using var process = Start(["--urls", "http://127.0.0.1:0"], ("JobScheduler__DataDirectory", data));
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            var (lines, stopping) = (new List<JsonElement>(), false);
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                lines.Add(JsonSerializer.Deserialize<JsonElement>(line));
                // In a cluster partitions are woken beside the start.
                if (!lines.Exists(each => IsEvent(each, "silo_ready")) || lines.Count(each => IsEvent(each, "term_acquired")) != 16 || stopping)
                    continue;
                stopping = true;
                using var client = new HttpClient();
                var address = lines.Find(each => IsEvent(each, "silo_ready")).GetProperty("address").GetString();
                Assert.Equal(200, (int)(await client.GetAsync(new Uri(address + "/healthz"))).StatusCode);
                using var stop = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            }

            await process.WaitForExitAsync();
            Assert.Equal((0, ""), (process.ExitCode, await error));
            Assert.Equal(
                ["version", "engine", "handlers", "store_opened", "started", "silo_ready", "stopping", "stopped"],
                lines.Where(line => IsOurs(line) && !IsEvent(line, "term_acquired") && !IsEvent(line, "partitions_assigned")).Select(line => line.GetProperty("event").GetString()));
            Assert.Equal(16, lines.Count(line => IsEvent(line, "term_acquired")));
            Assert.All(lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.]\d{3}Z$", line.GetProperty("at").GetString()));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            Directory.Delete(data, recursive: true);
        }

        // On Orleans the runtime has much to say of its own start.
        static bool IsOurs(JsonElement line) => line.GetProperty("logger").GetString()!.StartsWith("JobScheduler", StringComparison.Ordinal);

        static bool IsEvent(JsonElement line, string name) => line.TryGetProperty("event", out var value) && value.GetString() == name;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] args, params (string Name, string Value)[] environment)
    {
        using var process = Start(args, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private static Process Start(string[] args, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(JobScheduler.Silo.Banner).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
