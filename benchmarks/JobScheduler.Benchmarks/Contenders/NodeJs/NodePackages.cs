namespace JobScheduler.Benchmarks.Contenders.NodeJs;

/// <summary>The scripts in <c>benchmarks/peers</c> and the packages that they need, which are installed when they are first asked for.</summary>
internal static class NodePackages
{
    private static readonly Lazy<Task<string?>> Missing = new(InstallAsync);

    public static string? Node => Programs.Find(["node"]);

    /// <summary>Where the scripts lie: beside the project, found from where this program was built. Null when it was moved away from there.</summary>
    public static string? Folder { get; } = Above(AppContext.BaseDirectory);

    /// <summary>Null when the scripts can run, else why not.</summary>
    public static Task<string?> MissingAsync() => Missing.Value;

    private static string? Above(string folder)
    {
        for (var here = new DirectoryInfo(folder); here is not null; here = here.Parent)
        {
            var peers = Path.Combine(here.FullName, "benchmarks", "peers");
            if (File.Exists(Path.Combine(peers, "package.json")))
                return peers;
        }

        return null;
    }

    private static async Task<string?> InstallAsync()
    {
        if (Node is null)
            return "no node on this machine";
        if (Folder is null)
            return "the folder benchmarks/peers is not above this program";
        if (IsInstalled(Folder))
            return null;
        if (Programs.Find(["npm"]) is not { } npm)
            return "no npm on this machine to install benchmarks/peers";
        try
        {
            await Console.Error.WriteLineAsync("  npm ci in benchmarks/peers");
            await Programs.RunAsync(npm, ["ci", "--no-audit", "--no-fund"], Folder);
            return null;
        }
        catch (BenchmarkException problem)
        {
            return $"benchmarks/peers cannot be installed: {problem.Message}";
        }
    }

    // npm writes its own lock file last; a newer one in the folder means other versions than those installed.
    private static bool IsInstalled(string folder)
    {
        var installed = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
        return installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json"));
    }
}
