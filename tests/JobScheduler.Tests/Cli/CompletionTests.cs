using System.CommandLine;
using JobScheduler.Cli;
using Xunit;

namespace JobScheduler.Tests.Cli;

/// <summary>What shells are told, asked of the command tree itself.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("jobctl ", "schedules", "submit")]
    [InlineData("jobctl sch", "schedules")]
    [InlineData("jobctl schedules a", "apply")]
    [InlineData("jobctl schedules apply --d", "--dry-run")]
    [InlineData("jobctl list --state fa", "failed")]
    [InlineData("jobctl list --output ", "json", "table", "yaml")]
    [InlineData("jobctl completion ", "bash", "fish", "powershell", "zsh")]
    public async Task Complete_Line_OffersWhatMayFollow(string line, params string[] expected)
    {
        var run = new CliRun();
        Assert.Equal(0, await run.RunAsync("__complete", $"{line.Length}", line));
        Assert.Subset(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(), expected.ToHashSet());
    }

    [Fact]
    public async Task Complete_NothingBegun_OffersNoOptionsAndNothingHidden()
    {
        var run = new CliRun();
        await run.RunAsync("__complete", "7", "jobctl ");
        Assert.DoesNotContain(run.Output.Split('\n'), word => word.StartsWith('-') || word.StartsWith('_') || word.StartsWith('/'));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("powershell")]
    public async Task Completion_EachShell_HasAScriptThatAsksTheProgram(string shell)
    {
        var run = new CliRun();
        Assert.Equal(0, await run.RunAsync("completion", shell));
        Assert.Contains("__complete", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Tree_EveryCommandAndOption_IsDescribed()
    {
        var root = new CommandHost(Terminal.OfProcess()).Root;
        var commands = Below(root).Where(command => !command.Hidden).ToList();
        Assert.True(commands.Count > 30);
        Assert.All(commands, command => Assert.False(string.IsNullOrEmpty(command.Description), command.Name));
        Assert.All(commands.SelectMany(c => c.Options.Cast<Symbol>().Concat(c.Arguments)), symbol => Assert.False(string.IsNullOrEmpty(symbol.Description), symbol.Name));
    }

    [Fact]
    public void Documentation_EveryCommand_IsShown()
    {
        var page = Architecture.SourceTree.Read("docs/jobctl.md");
        var paths = Paths(new CommandHost(Terminal.OfProcess()).Root, "jobctl").Where(path => !path.Contains("__", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(paths, path => !page.Contains("$ " + path, StringComparison.Ordinal));
    }

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(Below).Prepend(command);

    private static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.Count == 0 ? [path] : command.Subcommands.SelectMany(child => Paths(child, $"{path} {child.Name}"));
}
