using System.CommandLine;

namespace JobScheduler.Cli.Commands;

/// <summary>Who pauses, and why: whoever finds it paused at night wants to know.</summary>
internal static class PauseOptions
{
    public static Option<string?> Note() => new("--note") { Description = "Why", HelpName = "text" };

    public static Option<string?> By(Terminal terminal) => new("--by")
    {
        Description = "Who; default the user of this machine",
        HelpName = "name",
        DefaultValueFactory = _ => terminal.Variable("USER") ?? terminal.Variable("USERNAME"),
    };

    /// <summary>Both, in words.</summary>
    public static string Describe(string? note, string? by) => (note, by) switch
    {
        (null, null) => "",
        (null, _) => "by " + by,
        (_, null) => note,
        _ => $"{note} (by {by})",
    };
}
