namespace JobScheduler.Silo;

/// <summary>
/// Where the silo finds and keeps its files, whatever the working directory is. Run from a checkout's build output (which is what
/// <c>dotnet run</c> does), settings are read from <c>silo/</c> and a relative data folder lies in the checkout; published, both
/// belong to the content root.
/// </summary>
internal static class SiloPaths
{
    /// <summary>The content root to start with; null: the host's own choice (<c>--contentRoot</c>, else the working directory).</summary>
    public static string? ContentRoot(string[] args) =>
        CommandLine.Has(args, "contentRoot") || Environment.GetEnvironmentVariable("ASPNETCORE_CONTENTROOT") is not null
            ? null
            : Checkout(AppContext.BaseDirectory) is { } root ? Path.Combine(root, "silo") : null;

    /// <summary>The absolute path of the data folder.</summary>
    public static string DataDirectory(IConfiguration configuration, string contentRoot) =>
        DataDirectory(configuration["JobScheduler:DataDirectory"], AppContext.BaseDirectory, contentRoot);

    /// <summary>The absolute path of the data folder.</summary>
    /// <param name="configured">As configured, or null.</param>
    /// <param name="programFolder">Where the program lies.</param>
    /// <param name="contentRoot">The host's content root.</param>
    public static string DataDirectory(string? configured, string programFolder, string contentRoot)
    {
        var wanted = string.IsNullOrWhiteSpace(configured) ? new JobSchedulerOptions().DataDirectory : configured;
        return Path.GetFullPath(wanted, Checkout(programFolder) ?? Path.GetFullPath(contentRoot));
    }

    /// <summary>The checkout whose build output this folder is (<c>silo/bin/...</c>); null: the program has been published or copied.</summary>
    public static string? Checkout(string programFolder)
    {
        for (var folder = new DirectoryInfo(programFolder); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "JobScheduler.sln")))
                continue;
            var inside = Path.GetRelativePath(folder.FullName, programFolder).Split(Path.DirectorySeparatorChar);
            return inside is ["silo", "bin", ..] && !inside.Contains("publish") ? folder.FullName : null;
        }

        return null;
    }
}
