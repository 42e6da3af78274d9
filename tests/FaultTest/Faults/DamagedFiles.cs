using System.Diagnostics;
using System.Security.Cryptography;
using JobScheduler.FaultTest.Node;

namespace JobScheduler.FaultTest.Faults;

/// <summary>The real silo over files that are damaged, cut, foreign or newer: it ends with code 1, names the file and what to do, and has changed nothing.</summary>
internal sealed class DamagedFiles : IFault
{
    private static readonly string[] Advice = ["Name ", "Restore", "Use ", "delete it"];

    public string Name => "damaged-files";

    public async Task<FaultResult> RunAsync(FaultOptions options, string folder)
    {
        if (!File.Exists(options.Silo))
            return FaultResult.Skip($"there is no silo at {options.Silo}");
        var whole = Path.Combine(folder, "whole");
        await Damage.MakeStoreAsync(whole);
        var result = new FaultResult();
        foreach (var damage in Damage.All)
            result = result.And(await RefuseAsync(damage, Copy(whole, Path.Combine(folder, "case")), options.Silo));
        foreach (var damage in Damage.Bearable)
            result = result.And(await BearAsync(damage, Copy(whole, Path.Combine(folder, "case"))));
        return result with { Note = $"{Damage.All.Count} were refused with the file's name and left as they were, {Damage.Bearable.Count} damaged logs were borne" };
    }

    private static async Task<FaultResult> RefuseAsync(Damage damage, string folder, string silo)
    {
        damage.Do(folder);
        var before = Contents(folder);
        var (code, error) = await StartAsync(silo, folder);
        return new FaultResult { Injected = 1 }
            .Expect(code == 1, $"{damage.Name}: exit code {code}")
            .Expect(error.Contains(Damage.Db(folder), StringComparison.Ordinal), $"{damage.Name}: the file is not named: {error}")
            .Expect(error.Contains(damage.Says, StringComparison.Ordinal), $"{damage.Name}: not said: {damage.Says}, but: {error}")
            .Expect(Advice.Any(advice => error.Contains(advice, StringComparison.Ordinal)), $"{damage.Name}: it is not said what to do: {error}")
            .Expect(before == Contents(folder), $"{damage.Name}: something was changed:\n{before}\n{Contents(folder)}");
    }

    private static async Task<FaultResult> BearAsync(Damage damage, string folder)
    {
        damage.Do(folder);
        await using var node = await FaultNode.StartAsync(folder, null, WorkHandler.For(new NodeLife(new NodeHistory(), TimeProvider.System)), options: settings => settings.Partitions = 16);
        var history = new NodeHistory();
        await new NodeWorkload(new Random(2), "-after").RunAsync(new NodeClient(node.Client, history, CancellationToken.None), 5, CancellationToken.None);
        return new FaultResult { Injected = 1 };
    }

    private static async Task<(int Code, string Error)> StartAsync(string silo, string folder)
    {
        var start = new ProcessStartInfo("dotnet", [silo, "--urls", "http://127.0.0.1:0"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["JobScheduler__DataDirectory"] = folder;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().Within("the silo ends");
        }
        catch (TimeoutException)
        {
            process.Kill();
            return (-1, $"it did not end: {await output}");
        }

        await output;
        return (process.ExitCode, await error);
    }

    /// <summary>
    /// Every file with what is in it. The lock is not the store's, and what is in <c>-shm</c> is SQLite's scratch paper, which
    /// whoever opens a log first writes anew.
    /// </summary>
    private static string Contents(string folder) => string.Join('\n', Directory.GetFileSystemEntries(folder).Order(StringComparer.Ordinal)
        .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal))
        .Select(path => $"{Path.GetFileName(path)} {(path.EndsWith("-shm", StringComparison.Ordinal) ? "scratch" : File.Exists(path) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) : "folder")}"));

    private static string Copy(string from, string to)
    {
        if (Directory.Exists(to))
            Directory.Delete(to, recursive: true);
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        return to;
    }
}
