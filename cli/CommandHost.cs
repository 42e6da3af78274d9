using System.CommandLine;
using System.CommandLine.Invocation;
using JobScheduler.Cli.Failures;

namespace JobScheduler.Cli;

/// <summary>Runs one command line from its words to its exit code.</summary>
internal sealed class CommandHost
{
    private readonly Terminal _terminal;
    private readonly GlobalOptions _options = new();

    public CommandHost(Terminal terminal)
    {
        _terminal = terminal;
        Root = CommandTree.Create(this, _options);
    }

    /// <summary>Where this runs.</summary>
    public Terminal Terminal => _terminal;

    /// <summary>All commands.</summary>
    public Command Root { get; }

    /// <summary>Gives a command its action.</summary>
    /// <param name="command">The command.</param>
    /// <param name="action">What it does; returns its exit code.</param>
    public void Bind(Command command, Func<Session, CancellationToken, Task<int>> action) =>
        command.SetAction((parse, cancellationToken) => RunAsync(parse, action, cancellationToken));

    /// <summary>Runs a command line; never throws.</summary>
    /// <param name="args">The words behind the program's name.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    /// <returns>The exit code, see <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        // A word that begins with @ is a word, not a file of words.
        var parse = Root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Action is ParseErrorAction || (parse.Errors.Count > 0 && parse.Action is not { Terminating: true }))
            return Report.Misunderstood(_terminal, parse);
        var configuration = new InvocationConfiguration
        {
            Output = _terminal.Output,
            Error = _terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        var code = await parse.InvokeAsync(configuration, cancellationToken);
        await _terminal.Output.FlushAsync(CancellationToken.None);
        return code;
    }

    private async Task<int> RunAsync(ParseResult parse, Func<Session, CancellationToken, Task<int>> action, CancellationToken cancellationToken)
    {
        await using var session = new Session(_terminal, parse, _options);
        try
        {
            return await action(session, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception e)
        {
            await _terminal.Output.FlushAsync(CancellationToken.None);
            return Report.Failed(session, e);
        }
    }
}
