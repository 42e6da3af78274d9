using System.Diagnostics;

namespace JobScheduler.Benchmarks.Contenders.NodeJs;

/// <summary>
/// A server that never outlives this process. A shell holds it and waits for the end of its own input, a pipe of ours, which also comes
/// when this process is killed; then it signals the server and waits for it.
/// </summary>
internal sealed class TiedProcess : IAsyncDisposable
{
    private const string Script = """signal=$1; shift; "$@" < /dev/null & server=$!; cat > /dev/null; kill -s "$signal" $server; wait $server""";
    private const int LinesKept = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private readonly Process _shell;
    private readonly Queue<string> _errors = [];

    /// <param name="prefix">What the shell is started with, for example a change of user; may be empty.</param>
    /// <param name="signal">What ends the server without delay.</param>
    /// <param name="command">The server and its arguments.</param>
    /// <param name="folder">Its working folder.</param>
    public TiedProcess(IEnumerable<string> prefix, string signal, IEnumerable<string> command, string folder)
    {
        string[] line = [.. prefix, "/bin/sh", "-c", Script, "sh", signal, .. command];
        _shell = Process.Start(new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!;
        _shell.OutputDataReceived += (_, _) => { }; // read, so that the pipe never fills
        _shell.ErrorDataReceived += (_, line) => Keep(line.Data);
        _shell.BeginOutputReadLine();
        _shell.BeginErrorReadLine();
    }

    /// <summary>Returns when it answers; throws with what it printed when it does not.</summary>
    public async Task ReadyAsync(Func<Task<bool>> answers)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await answers())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                lock (_errors)
                    throw new BenchmarkException($"A server did not start: {string.Join(Environment.NewLine, _errors)}");
            }

            await Task.Delay(Poll, TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        using var enough = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            await _shell.WaitForExitAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            _shell.Kill(entireProcessTree: true);
        }

        _shell.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_errors)
        {
            if (line is not null)
                _errors.Enqueue(line);
            if (_errors.Count > LinesKept)
                _errors.Dequeue();
        }
    }
}
