using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace JobScheduler.KillTest;

/// <summary>The silo as an operating system process, on one port and one data folder over all its lives; its output goes to a file.</summary>
/// <param name="silo">The silo's dll.</param>
/// <param name="environment">Settings, beside the data folder's.</param>
/// <param name="data">Where its store and its log lie.</param>
/// <param name="time">The clock for waiting.</param>
/// <param name="name">Names its log, where several share a folder.</param>
/// <param name="store">Names its data folder.</param>
internal sealed class SiloProcess(
    string silo, IReadOnlyDictionary<string, string> environment, string data, TimeProvider time, string name = "silo", string store = "store") : IDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(90);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly StreamWriter _log = new(Path.Combine(data, name + ".log"), append: true) { AutoFlush = true };
    private Process? _process;

    /// <summary>Settings of a log that has warnings and where the silo listens, and nothing else.</summary>
    public static IReadOnlyDictionary<string, string> QuietLog { get; } = new Dictionary<string, string>
    {
        ["Logging__LogLevel__Default"] = "Warning",
        ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information",
    };

    /// <summary>How many files it may have open; null: as many as this process. Needs a shell.</summary>
    public int? MostFiles { get; init; }

    /// <summary>The process that runs now; null: none does.</summary>
    public int? ProcessId => _process is { HasExited: false } running ? running.Id : null;

    /// <summary>What the process ended with that ended by itself; null: it runs, or was ended from here.</summary>
    public int? EndedWith => _process is { HasExited: true } ended ? ended.ExitCode : null;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    public string LogFile { get; } = Path.Combine(data, name + ".log");

    /// <summary>Starts it and returns when it takes work.</summary>
    /// <exception cref="KillTestException">It ended, or was not ready in time.</exception>
    public async Task StartAsync()
    {
        _process = Launch(["--urls", Address.ToString()]);
        var start = time.GetTimestamp();
        while (!await IsReadyAsync())
        {
            if (_process.HasExited)
                throw new KillTestException($"The silo ended with code {_process.ExitCode} at its start.");
            if (time.GetElapsedTime(start) > StartTimeout)
                throw new KillTestException($"The silo was not ready within {StartTimeout}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), time);
        }
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

    /// <summary>SIGTERM, as an operator stops it; returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        Signal(Terminate);
        await EndAsync(_process!);
        var code = _process!.ExitCode;
        _process.Dispose();
        _process = null;
        return code;
    }

    /// <summary>Sends it a signal.</summary>
    public void Signal(int signal)
    {
        if (Kill(_process!.Id, signal) != 0)
            throw new KillTestException($"Signal {signal} cannot be sent: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Sends it a signal; false: it does not run.</summary>
    public bool TrySignal(int signal) => ProcessId is { } process && Kill(process, signal) == 0;

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

    /// <summary>The silo that was built beside a test program.</summary>
    public static string BuiltBeside() => BuiltBeside("silo", "JobScheduler.Silo.dll");

    /// <summary>What another project of this checkout was built to, as this program was: tests/X/bin/A/B/C and PROJECT/bin/A/B/C.</summary>
    /// <param name="project">Its folder, from the checkout's root.</param>
    /// <param name="file">The file.</param>
    public static string BuiltBeside(string project, string file)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var below = Path.Combine(here.Parent!.Parent!.Name, here.Parent.Name, here.Name);
        var root = here.Parent.Parent.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, project, "bin", below, file);
    }

    private Process Launch(IEnumerable<string> arguments)
    {
        string[] command = ["dotnet", silo, .. arguments];
        if (MostFiles is { } files)
            command = ["sh", "-c", string.Create(CultureInfo.InvariantCulture, $"ulimit -n {files} && exec \"$@\""), "sh", .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = data,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JobScheduler__DataDirectory"] = Path.Combine(data, store);
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        var process = Process.Start(start) ?? throw new KillTestException("The silo cannot be started.");
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
            throw new KillTestException($"The silo did not end within {StopTimeout}.");
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
            return; // the end of an output
        lock (_log)
            _log.WriteLine(line);
    }

    /// <summary>A port of loopback that nobody listens on at the moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}

/// <summary>The run could not be done, which says nothing about the promises.</summary>
internal sealed class KillTestException(string message) : Exception(message);
