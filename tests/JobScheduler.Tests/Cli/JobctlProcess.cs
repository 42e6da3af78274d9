using System.Diagnostics;
using System.Globalization;
using JobScheduler.Tests.Architecture;

namespace JobScheduler.Tests.Cli;

/// <summary>jobctl as an operating system process, its two outputs apart.</summary>
internal static class JobctlProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs it to its end.</summary>
    /// <param name="url">Where the scheduler is.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="args">Its words.</param>
    public static Task<(int Code, string Output, string Error)> RunAsync(string url, string input, params string[] args) => RunAsync(url, input, null, args);

    /// <summary>Runs it until it has printed a line, then sends it Ctrl-C.</summary>
    public static Task<(int Code, string Output, string Error)> InterruptAsync(string url, params string[] args) => RunAsync(url, "", "-INT", args);

    private static async Task<(int Code, string Output, string Error)> RunAsync(string url, string input, string? signal, string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [SourceTree.Program("cli", "JobScheduler.Cli"), .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JOBSCHEDULER_URL"] = url;
        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            var error = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var first = "";
            if (signal is not null)
            {
                first = await process.StandardOutput.ReadLineAsync(timeout.Token) + "\n";
                using var kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
            }

            var output = first + await process.StandardOutput.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"jobctl {string.Join(' ', args)} did not end within {Patience}.");
        }
    }
}
