namespace JobScheduler.Silo;

/// <summary>What may stand behind the program's name. Values themselves are read by ASP.NET Core's configuration.</summary>
internal static class CommandLine
{
    private static readonly string[] Switches =
    [
        "urls", "http_ports", "https_ports", "environment", "contentRoot", "AllowedHosts", "shutdownTimeoutSeconds",
    ];
    private static readonly string[] Sections = ["JobScheduler:", "Logging:", "Kestrel:"];

    /// <summary>The first thing that is not understood, as a sentence; null if all is.</summary>
    public static string? Problem(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (IsHelp(args[i]))
                continue;
            var (key, hasValue) = Split(args[i]);
            if (key is null || !IsKnown(key))
                return $"{args[i].Split('=')[0]} is not understood. --help lists what is."; // what is behind it may be a secret
            if (!hasValue && (i + 1 >= args.Length || args[++i].StartsWith("--", StringComparison.Ordinal)))
                return $"--{key} needs a value: --{key} <value>.";
        }

        return null;
    }

    /// <summary>Whether help is asked for anywhere.</summary>
    public static bool AsksForHelp(string[] args) => args.Any(IsHelp);

    /// <summary>Whether a switch is given.</summary>
    public static bool Has(string[] args, string name) =>
        args.Any(a => name.Equals(Split(a).Key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Prints what can be set.</summary>
    /// <returns>The exit code: 0.</returns>
    public static int PrintHelp(IReadOnlyList<JobSchedulerSetting> settings)
    {
        Console.Out.WriteLine($"""
            JobScheduler: a durable job scheduler, {SchedulerRegistration.About}.

            usage: JobScheduler.Silo [--urls {SiloDefaults.Url}] [--JobScheduler:<setting> <value>] ...
                   JobScheduler.Silo backup|verify|restore <file> [--JobScheduler:DataDirectory <folder>] ...

            {StoreCommands.Usage}{SchedulerRegistration.Usage}

              --urls <urls>          where it listens, separated by ';'; port 0 takes a free one. Default {SiloDefaults.Url}
              --environment <name>   default Production
              --contentRoot <path>   where appsettings.json lies. Default: the working directory (in a checkout: silo/)
              --Logging:..., --Kestrel:..., --AllowedHosts, --http_ports, --https_ports   as in every ASP.NET Core application
              --help                 this text

            Settings, on the command line (--JobScheduler:Slots 8), in appsettings.json, or as environment variables (JobScheduler__Slots=8):

            """);
        var width = settings.Max(s => s.Key.Length);
        foreach (var setting in settings)
            Console.Out.WriteLine($"  {setting.Key.PadRight(width)}  {setting.Meaning} Default {setting.Default}");
        return 0;
    }

    private static bool IsHelp(string arg) => arg is "--help" or "-h" or "-?" or "/?";

    private static (string? Key, bool HasValue) Split(string arg)
    {
        if (!arg.StartsWith("--", StringComparison.Ordinal))
            return (null, false);
        var equals = arg.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (arg[2..], false) : (arg[2..equals], true);
    }

    private static bool IsKnown(string key) =>
        Switches.Contains(key, StringComparer.OrdinalIgnoreCase)
        || Sections.Any(s => key.StartsWith(s, StringComparison.OrdinalIgnoreCase) && key.Length > s.Length);
}
