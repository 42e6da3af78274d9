using System.Diagnostics;
using System.Text.Json;

namespace JobScheduler.Benchmarks.Running;

/// <summary>The parent's side: this program again, for one run.</summary>
internal static class ChildProcess
{
    private const int LinesKept = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>A start of this program with other arguments.</summary>
    public static ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        var program = Environment.ProcessPath!;
        var hosted = Path.GetFileNameWithoutExtension(program) == "dotnet"; // else the program's own executable
        return new ProcessStartInfo(program, hosted ? [typeof(ChildProcess).Assembly.Location, .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    /// <summary>Measures once in a fresh process.</summary>
    public static async Task<Measured> MeasureAsync(ChildArguments arguments)
    {
        using var process = Process.Start(Start(arguments.ToArguments())) ?? throw new BenchmarkException("The child cannot be started.");
        var (output, errors) = (new Queue<string>(), new Queue<string>());
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, errors));
        using var enough = new CancellationTokenSource(Patience, TimeProvider.System);
        EventHandler end = (_, _) => process.Kill(entireProcessTree: true); // when this program is told to stop
        AppDomain.CurrentDomain.ProcessExit += end;
        try
        {
            await process.WaitForExitAsync(enough.Token);
            await reading;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new BenchmarkException($"{arguments.Contender} {arguments.Measurement} did not end within {Patience}.");
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= end;
        }

        var last = output.LastOrDefault(line => line.Length > 0) ?? "";
        return process.ExitCode == 0 && last.StartsWith('{')
            ? JsonSerializer.Deserialize<Measured>(last, Child.Json)!
            : throw new BenchmarkException(string.Join(
                Environment.NewLine,
                [$"{string.Join(' ', arguments.ToArguments())} ended with code {process.ExitCode}:", .. errors, .. output]));
    }

    private static async Task ReadAsync(StreamReader reader, Queue<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Enqueue(line);
            if (lines.Count > LinesKept)
                lines.Dequeue();
        }
    }
}
