using System.Diagnostics;
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

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] args, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(JobScheduler.Silo.Banner).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
