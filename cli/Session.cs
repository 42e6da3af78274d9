using System.CommandLine;
using JobScheduler.Cli.Connection;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli;

/// <summary>One run of a command: where its data goes, where its messages go, and the scheduler it talks to.</summary>
internal sealed class Session : IAsyncDisposable
{
    private static readonly TimeSpan RetryFor = TimeSpan.FromSeconds(5);
    private readonly GlobalOptions _options;
    private Scheduler? _scheduler;

    public Session(Terminal terminal, ParseResult parse, GlobalOptions options)
    {
        (Terminal, Parse, _options) = (terminal, parse, options);
        var live = new LiveLine(terminal);
        Printer = new(terminal, parse.GetValue(options.Output) ?? OutputFormat.Table, live);
        Messages = new(terminal, live);
    }

    public Terminal Terminal { get; }

    /// <summary>What was typed.</summary>
    public ParseResult Parse { get; }

    /// <summary>Data, on standard output.</summary>
    public Printer Printer { get; }

    /// <summary>Messages, on standard error.</summary>
    public Messages Messages { get; }

    /// <summary>Where the scheduler is.</summary>
    /// <exception cref="UsageException">That is no address.</exception>
    public ServerAddress Address => ServerAddress.Find(Parse.GetValue(_options.Url), Terminal);

    /// <summary>The scheduler; made at first use, so that what needs none asks for none.</summary>
    public Scheduler Scheduler => _scheduler ??= Scheduler.At(Address, Parse.GetValue(_options.RetryFor) ?? RetryFor, Terminal);

    /// <summary>The newest problem the server answered with, or empty.</summary>
    public ReadOnlyMemory<byte> Problem => _scheduler?.Problem ?? default;

    public DateTimeOffset Now => Terminal.Time.GetUtcNow();

    public ValueTask DisposeAsync() => _scheduler?.DisposeAsync() ?? ValueTask.CompletedTask;
}
