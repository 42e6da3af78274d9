using JobScheduler.Cli;
using Microsoft.Extensions.DependencyInjection;

namespace JobScheduler.Tests.Cli;

/// <summary>jobctl within the test's process, its streams in memory.</summary>
internal sealed class CliRun
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly Dictionary<string, string> _variables = new() { ["JOBSCHEDULER_URL"] = "http://scheduler.test", ["USER"] = "ana" };

    public string Input { get; init; } = "";

    /// <summary>A person sits there; else everything is redirected.</summary>
    public bool IsTerminal { get; init; }

    public int Width { get; init; } = 200;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Answers instead of a network.</summary>
    public HttpMessageHandler? Server { get; init; }

    /// <summary>Standard output.</summary>
    public string Output => _output.ToString().ReplaceLineEndings("\n");

    /// <summary>Standard error.</summary>
    public string Error => _error.ToString().ReplaceLineEndings("\n");

    public CliRun With(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    public async Task<int> RunAsync(params string[] args) => await RunAsync(CancellationToken.None, args);

    public Task<int> RunAsync(CancellationToken cancellationToken, params string[] args)
    {
        var terminal = new Terminal
        {
            Input = new StringReader(Input),
            Output = _output,
            Error = _error,
            IsInputTerminal = IsTerminal,
            IsOutputTerminal = IsTerminal,
            IsErrorTerminal = IsTerminal,
            Variable = _variables.GetValueOrDefault,
            Size = () => (Width, 40),
            Time = Time,
            Http = Server is null ? null : http => http.ConfigurePrimaryHttpMessageHandler(() => Server),
        };
        return new CommandHost(terminal).RunAsync(args, cancellationToken);
    }

    /// <summary>Words as a shell would split them, where quotes do not matter.</summary>
    public Task<int> LineAsync(string line) => RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
