using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace JobScheduler.Cli;

/// <summary>Where jobctl runs: its streams, what may be assumed of them, and the seams that tests replace.</summary>
internal sealed record Terminal
{
    /// <summary>Standard input.</summary>
    public required TextReader Input { get; init; }

    /// <summary>Standard output: data and nothing else.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error: everything that is no data.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>A person may type there.</summary>
    public bool IsInputTerminal { get; init; }

    /// <summary>A person reads the data.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>A person reads the messages.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Environment variables.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The size in cells, asked for each time: it may change.</summary>
    public Func<(int Width, int Height)> Size { get; init; } = () => (80, 25);

    /// <summary>A key that was pressed and not read yet; null: none was.</summary>
    public Func<ConsoleKeyInfo?> Key { get; init; } = () => null;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Changes the HttpClient underneath; null: the ordinary one.</summary>
    public Action<IHttpClientBuilder>? Http { get; init; }

    /// <summary>Whether data may be coloured. https://no-color.org</summary>
    public bool HasOutputColors => IsOutputTerminal && MayColor;

    /// <summary>Whether messages may be coloured.</summary>
    public bool HasErrorColors => IsErrorTerminal && MayColor;

    /// <summary>Whether standard output is a terminal that moves its cursor and clears its lines when told to.</summary>
    public bool IsScreen => IsOutputTerminal && IsAnsi;

    /// <summary>Whether the terminal understands escape sequences.</summary>
    public bool IsAnsi { get; init; } = true;

    private bool MayColor => IsAnsi && string.IsNullOrEmpty(Variable("NO_COLOR"));

    /// <summary>The terminal, or whatever it is, that started this process.</summary>
    public static Terminal OfProcess() => new()
    {
        Input = Console.In,
        Output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)),
        Error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true },
        IsInputTerminal = !Console.IsInputRedirected,
        IsOutputTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
        Variable = Environment.GetEnvironmentVariable,

        // Looks at TERM, and on Windows asks the console to understand them.
        IsAnsi = AnsiConsole.Profile.Capabilities.Ansi || (Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb")),
        Size = SizeOfProcess,
        Key = () => Console.KeyAvailable ? Console.ReadKey(intercept: true) : null,
    };

    private static (int Width, int Height) SizeOfProcess()
    {
        try
        {
            // A terminal that does not know its size says 0.
            return (Console.WindowWidth is > 0 and var width ? width : 80, Console.WindowHeight is > 0 and var height ? height : 25);
        }
        catch (IOException)
        {
            return (80, 25);
        }
    }
}
