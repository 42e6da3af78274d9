using System.CommandLine;

namespace JobScheduler.Cli.Commands;

/// <summary>Only ids, one a line: what other commands take as <c>-</c>.</summary>
internal static class QuietOption
{
    public static Option<bool> Create() => new("--quiet", "-q") { Description = "Only ids, one a line, as other commands read them from standard input (-)" };
}
