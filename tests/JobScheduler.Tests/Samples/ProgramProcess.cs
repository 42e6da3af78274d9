using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace JobScheduler.Tests.Samples;

/// <summary>A built program as an operating system process with its own empty working folder.</summary>
internal sealed class ProgramProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _output = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jobscheduler-program-");
    private readonly Process _process;

    private ProgramProcess(string program, string[] args, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. args])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // For the silo's banner, which a log of JSON does without.
        start.Environment["Logging__Console__FormatterName"] = "simple";
        start.Environment["JobScheduler__DataDirectory"] = Path.Combine(_folder.FullName, "data");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Add(e.Data);
        _process.ErrorDataReceived += (_, e) => Add(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>All that it has printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static ProgramProcess Start(string program, params string[] args) => new(program, args, new Dictionary<string, string>());

    public static ProgramProcess Start(string program, IReadOnlyDictionary<string, string> environment, params string[] args) => new(program, args, environment);

    /// <summary>Waits for a line that contains a text and returns what follows it.</summary>
    public async Task<string> WaitForAsync(string text)
    {
        using var timeout = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(timeout.Token))
            {
                var at = line.IndexOf(text, StringComparison.Ordinal);
                if (at >= 0)
                    return line[(at + text.Length)..].Trim();
            }
        }
        catch (OperationCanceledException)
        {
            // Reported below, with what it printed instead.
        }

        throw new InvalidOperationException($"'{text}' was not printed within {Patience}, but:\n{Output}");
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync()
    {
        using var timeout = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"It did not end within {Patience}; it printed:\n{Output}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
            _output.AppendLine(line);
        _lines.Writer.TryWrite(line);
    }
}
