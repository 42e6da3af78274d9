using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace JobScheduler.LoadTest.Silo;

/// <summary>The silo as a process, on one port and one data folder; its output goes to a file.</summary>
/// <param name="program">Its dll.</param>
/// <param name="name">Names its folder and log below <paramref name="data"/>.</param>
/// <param name="data">The run's folder.</param>
/// <param name="time">Clock.</param>
internal sealed class SiloProcess(string program, string name, string data, TimeProvider time) : IDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(90);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly StreamWriter _log = new(Path.Combine(data, name + ".log"), append: true) { AutoFlush = true };
    private Process? _process;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}/");

    public string DataDirectory { get; } = Path.Combine(data, name);

    public string LogFile { get; } = Path.Combine(data, name + ".log");

    /// <summary>Settings of this process, as environment variables.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    public int? ProcessId => _process is { HasExited: false } running ? running.Id : null;

    /// <summary>Starts it and returns when it takes work.</summary>
    public async Task StartAsync()
    {
        _process = Launch(["--urls", Address.ToString().TrimEnd('/')]);
        var start = time.GetTimestamp();
        while (!await IsReadyAsync())
        {
            if (_process.HasExited)
                throw new LoadTestException($"The silo ended with code {_process.ExitCode} at its start.");
            if (time.GetElapsedTime(start) > StartTimeout)
                throw new LoadTestException($"The silo was not ready within {StartTimeout}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), time);
        }
    }

    /// <summary>SIGTERM, as an operator stops it; returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (Kill(_process!.Id, Terminate) != 0)
            throw new LoadTestException("The silo cannot be told to stop.");
        await EndAsync(_process);
        var code = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return code;
    }

    /// <summary>Runs one of the silo's commands on its data folder; its exit code.</summary>
    public async Task<int> RunCommandAsync(params string[] arguments)
    {
        using var command = Launch(arguments);
        await EndAsync(command);
        return command.ExitCode;
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
            _process.Kill();
        _process?.Dispose();
        _http.Dispose();
        _log.Dispose();
    }

    private Process Launch(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = data,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JobScheduler__DataDirectory"] = DataDirectory;
        foreach (var (key, value) in Settings)
            start.Environment[key] = value;
        var process = Process.Start(start) ?? throw new LoadTestException("The silo cannot be started.");
        process.OutputDataReceived += (_, line) => Log(line.Data);
        process.ErrorDataReceived += (_, line) => Log(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task EndAsync(Process process)
    {
        using var enough = new CancellationTokenSource(StopTimeout, time);
        try
        {
            await process.WaitForExitAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            throw new LoadTestException($"The silo did not end within {StopTimeout}.");
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
        if (line is null)
            return;
        lock (_log)
            _log.WriteLine(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
