using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Http;

/// <summary>A server under load, as a process on a port of its own; its output goes to a file.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>Set in the load generator and not meant for servers.</summary>
    public const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http;
    private readonly Process _process;
    private readonly Task _logging;

    private ServerProcess(ProcessStartInfo start, int port, string logFile)
    {
        Port = port;
        _http = new HttpClient { BaseAddress = Address(port) };
        start.Environment.Remove(InlineCompletions);
        _process = Process.Start(start) ?? throw new BenchmarkException($"{start.FileName} cannot be started.");
        _logging = LogAsync(logFile);
    }

    public int Port { get; }

    /// <summary>The silo of this checkout with its default settings.</summary>
    public static ServerProcess Silo(string folder)
    {
        var port = FreePort();
        var start = Redirected(new ProcessStartInfo("dotnet", [SiloPath(), "--urls", Address(port).ToString()]));
        start.Environment["JobScheduler__DataDirectory"] = Path.Combine(folder, "silo");
        return new ServerProcess(start, port, Path.Combine(folder, "silo.log"));
    }

    public static ServerProcess Trivial(string folder)
    {
        var port = FreePort();
        return new ServerProcess(ChildProcess.Start([TrivialServer.Switch, Address(port).ToString()]), port, Path.Combine(folder, "server.log"));
    }

    public async Task UntilReadyAsync(string path)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(path))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(start) > Patience)
                throw new BenchmarkException("The server ended at its start, or was not ready in time.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    public async Task PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(path, content);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _logging;
        _process.Dispose();
    }

    private async Task<bool> AnswersAsync(string path)
    {
        try
        {
            using var answer = await _http.GetAsync(path);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task LogAsync(string logFile)
    {
        await using var log = File.Create(logFile);
        await Task.WhenAll(_process.StandardOutput.BaseStream.CopyToAsync(log), _process.StandardError.BaseStream.CopyToAsync(Stream.Null));
    }

    private static ProcessStartInfo Redirected(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        return start;
    }

    private static Uri Address(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));

    /// <summary>This program's bin/X/Y/Z beside silo/bin/X/Y/Z.</summary>
    private static string SiloPath()
    {
        var output = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        var project = Path.GetFullPath(Path.Combine(output, "..", "..", "..", ".."));
        return Path.GetFullPath(Path.Combine(project, "..", "..", "silo", Path.GetRelativePath(project, output), "JobScheduler.Silo.dll"));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
