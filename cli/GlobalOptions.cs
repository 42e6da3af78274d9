using System.CommandLine;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli;

/// <summary>Options that every command has.</summary>
internal sealed class GlobalOptions
{
    /// <summary>Where the scheduler is.</summary>
    public Option<string?> Url { get; } = new("--url", "-u")
    {
        Description = "Where the scheduler is, with its path prefix if it has one [env: JOBSCHEDULER_URL; default: http://127.0.0.1:8080]",
        HelpName = "address",
        Recursive = true,
    };

    /// <summary>How data is written.</summary>
    public Option<OutputFormat?> Output { get; } = new("--output", "-o")
    {
        Description = "How data is written: table for people (default), json as the API answers, yaml the same",
        HelpName = "table|json|yaml",
        Recursive = true,
        CustomParser = Words.Parse<OutputFormat>,
        CompletionSources = { "table", "json", "yaml" },
    };

    /// <summary>For how long a call is tried again.</summary>
    public Option<TimeSpan?> RetryFor { get; } = new("--retry-for")
    {
        Description = "How long a call that finds the scheduler out of reach or overloaded is tried again; 0s: not at all [default: 5s]",
        HelpName = "duration",
        Recursive = true,
        CustomParser = Durations.Optional,
    };

    /// <summary>Adds them to the root.</summary>
    public void AddTo(Command root)
    {
        root.Options.Add(Url);
        root.Options.Add(Output);
        root.Options.Add(RetryFor);
    }
}
