using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace JobScheduler.KillTest;

/// <summary>The silo as an operating system process, on one port and one data folder over all its lives.</summary>
/// <param name="silo">The silo's dll.</param>
/// <param name="environment">Settings, beside the data folder's.</param>
/// <param name="data">Where its store and its log lie.</param>
/// <param name="time">The clock for waiting.</param>
internal sealed class SiloProcess(string silo, IReadOnlyDictionary<string, string> environment, string data, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly StreamWriter _log = new(Path.Combine(data, "silo.log"), append: true) { AutoFlush = true };
    private Process? _process;

    /// <summary>How many files it may have open; null: as many as this process. Needs a shell.</summary>
    public int? MostFiles { get; init; }

    /// <summary>The process that runs now.</summary>
    public int ProcessId => _process!.Id;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    /// <summary>Starts it and returns when it takes work.</summary>
    /// <exception cref="KillTestException">It ended, or was not ready in time.</exception>
    public async Task StartAsync()
    {
        string[] command = ["dotnet", silo, "--urls", Address.ToString()];
        if (MostFiles is { } files)
            command = ["sh", "-c", string.Create(CultureInfo.InvariantCulture, $"ulimit -n {files} && exec \"$@\""), "sh", .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = data,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JobScheduler__DataDirectory"] = Path.Combine(data, "store");
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
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

    /// <summary>The silo that was built beside a test program: tests/X/bin/A/B/C and silo/bin/A/B/C.</summary>
    public static string BuiltBeside()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var below = Path.Combine(here.Parent!.Parent!.Name, here.Parent.Name, here.Name);
        var root = here.Parent.Parent.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "silo", "bin", below, "JobScheduler.Silo.dll");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>The run could not be done, which says nothing about the promises.</summary>
internal sealed class KillTestException(string message) : Exception(message);
