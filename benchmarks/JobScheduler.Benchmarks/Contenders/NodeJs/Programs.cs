using System.Diagnostics;

namespace JobScheduler.Benchmarks.Contenders.NodeJs;

/// <summary>Finds and runs other programs.</summary>
internal static class Programs
{
    private const int LinesShown = 15;

    /// <summary>The first of the names that lies in a folder of the PATH, or else in one of the others; null when there is none.</summary>
    public static string? Find(IEnumerable<string> names, params IEnumerable<string> folders)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return (from folder in path.Concat(folders) from name in names select Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>Runs a program to its end and returns what it printed; throws when its exit code is not 0.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string? folder = null)
    {
        var (code, output) = await EndAsync(program, arguments, folder);
        return code == 0 ? output : throw new BenchmarkException($"{Path.GetFileName(program)} ended with code {code}: {Last(output)}");
    }

    /// <summary>Runs a program to its end and says whether its exit code is 0.</summary>
    public static async Task<bool> SucceedsAsync(string program, IEnumerable<string> arguments) =>
        (await EndAsync(program, arguments, null)).Code == 0;

    private static async Task<(int Code, string Output)> EndAsync(string program, IEnumerable<string> arguments, string? folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        }) ?? throw new BenchmarkException($"{program} cannot be started.");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    private static string Last(string text) =>
        string.Join(Environment.NewLine, text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(LinesShown));
}
