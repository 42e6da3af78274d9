namespace JobScheduler.Dashboard.Tests;

/// <summary>The browser of this machine: the one that <c>JOBSCHEDULER_TEST_CHROMIUM</c> names, else where systems put it.</summary>
internal static class Chromium
{
    private const string Variable = "JOBSCHEDULER_TEST_CHROMIUM";

    private static readonly string[] Usual =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    /// <summary>Its program; null: there is none.</summary>
    public static string? Program { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Usual.FirstOrDefault(File.Exists);

    /// <summary>Why tests cannot use one; null: they can.</summary>
    public static string? Missing { get; } =
        Program is null ? $"There is no Chromium on this machine; {Variable} may name one."
        : File.Exists(Program) ? null : $"{Variable} names {Program}, which does not exist.";

    /// <summary>Whatever it would do of its own accord is turned off: what is seen on the network is the page's.</summary>
    public static IReadOnlyList<string> Arguments { get; } =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", $"--host-resolver-rules=MAP {ForeignSite.Name} 127.0.0.1",
    ];
}
