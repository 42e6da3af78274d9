using System.Diagnostics;
using System.Globalization;
using JobScheduler.KillTest;

namespace JobScheduler.ClusterTest.Nodes;

/// <summary>The Cassandra nodes of this run, by the program that controls them.</summary>
internal sealed class StoreControl(ClusterTestOptions options, string folder) : IAsyncDisposable
{
    /// <summary>Where the first node listens; drivers find the others through it.</summary>
    public const string Host = "127.0.0.1";

    public const string Datacenter = "dc1";

    public Task StartAsync() => RunAsync(
        "start", "--nodes", Number(options.CassandraNodes), "--port", Number(options.CassandraPort), "--heap", options.Heap ?? (options.CassandraNodes == 1 ? "768M" : "512M"));

    /// <summary>SIGKILL.</summary>
    public Task KillAsync(int node) => RunAsync("kill", "--node", Number(node));

    /// <summary>Asks it to stop and waits until it is gone.</summary>
    public Task StopAsync(int node) => RunAsync("stop", "--node", Number(node));

    /// <summary>After a kill or a stop, on the data it has; returns when it answers.</summary>
    public Task RestartAsync(int node) => RunAsync("restart", "--node", Number(node));

    /// <summary>SIGSTOP.</summary>
    public Task PauseAsync(int node) => RunAsync("pause", "--node", Number(node));

    /// <summary>SIGCONT.</summary>
    public Task ResumeAsync(int node) => RunAsync("resume", "--node", Number(node));

    public async ValueTask DisposeAsync() => await RunAsync("wipe");

    private async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(options.CassandraControl!, [.. arguments, "--dir", folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new KillTestException($"{options.CassandraControl} cannot be started.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new KillTestException($"{options.CassandraControl} {string.Join(' ', arguments)}: exit code {process.ExitCode}. {await output}{await errors}");
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
