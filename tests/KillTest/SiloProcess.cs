using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace JobScheduler.KillTest;

/// <summary>The silo as an operating system process, on one port and one data folder over all its lives.</summary>
internal sealed class SiloProcess(KillTestOptions options, string data, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly StreamWriter _log = new(Path.Combine(data, "silo.log"), append: true) { AutoFlush = true };
    private Process? _process;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    /// <summary>Starts it and returns when it takes work.</summary>
    /// <exception cref="KillTestException">It ended, or was not ready in time.</exception>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [options.Silo, "--urls", Address.ToString()])
        {
            WorkingDirectory = data,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JobScheduler__DataDirectory"] = Path.Combine(data, "store");
        start.Environment["JobScheduler__Slots"] = options.Slots.ToString(CultureInfo.InvariantCulture);
        if (options.MisfireAfter is { } misfireAfter)
            start.Environment["JobScheduler__MisfireAfter"] = misfireAfter.ToString("c", CultureInfo.InvariantCulture);
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        _process = Process.Start(start) ?? throw new KillTestException("The silo cannot be started.");
        _process.OutputDataReceived += (_, e) => Log(e.Data);
        _process.ErrorDataReceived += (_, e) => Log(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await ReadyAsync(_process);
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is handed back.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
        Log("--- killed ---");
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
            _process.Kill();
        _process?.Dispose();
        _http.Dispose();
        _log.Dispose();
    }

    private async Task ReadyAsync(Process process)
    {
        var start = time.GetTimestamp();
        while (!await IsReadyAsync())
        {
            if (process.HasExited)
                throw new KillTestException($"The silo ended with code {process.ExitCode} at its start.");
            if (time.GetElapsedTime(start) > StartTimeout)
                throw new KillTestException($"The silo was not ready within {StartTimeout}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), time);
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(Address, "readyz"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Log(string? line)
    {
        lock (_log)
            _log.WriteLine(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
