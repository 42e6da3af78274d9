using System.CommandLine;
using JobScheduler.Cli.Input;

namespace JobScheduler.Cli.Commands;

/// <summary>What is filtered: not every filter applies to everything.</summary>
internal enum FilterKind
{
    /// <summary>Jobs in any state.</summary>
    Jobs,

    /// <summary>Dead letters.</summary>
    DeadLetters,

    /// <summary>Groups of dead letters.</summary>
    Groups,
}

/// <summary>Options that say which jobs are meant. The same one several times means any of them, tags mean all.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string[]> _types = Many("--type", "t", "Of this job type", "job-type");
    private readonly Option<string[]> _queues = Many("--queue", null, "Of this queue", "queue");
    private readonly Option<string[]> _tags = Many("--tag", null, "With this tag; given again: with all of them", "tag");
    private readonly Option<string[]> _schedules = Many("--schedule", null, "Made by this schedule", "id");
    private readonly Option<string[]> _keys = Many("--key", null, "With this idempotency key", "key");
    private readonly Option<string[]> _concurrencyKeys = Many("--concurrency-key", null, "With this concurrency key", "key");
    private readonly Option<string[]> _codes = Many("--error-code", null, "Whose error has this code", "code");
    private readonly Option<string[]> _fingerprints = Many("--fingerprint", null, "Of this cause, as 'dead-letters groups' shows it", "fingerprint");
    private readonly Option<JobState[]> _states = new("--state", "-s")
    {
        Description = "In this state: " + string.Join(", ", Words.All<JobState>()),
        HelpName = "state",
        CustomParser = Words.ParseMany<JobState>,
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<DateTimeOffset?> _from;
    private readonly Option<DateTimeOffset?> _to;
    private readonly FilterKind _kind;

    /// <param name="terminal">Has the clock that times from now are counted from.</param>
    /// <param name="kind">What is filtered.</param>
    public FilterOptions(Terminal terminal, FilterKind kind = FilterKind.Jobs)
    {
        _kind = kind;
        _states.CompletionSources.Add(Words.All<JobState>());
        var time = Times.Parser(terminal.Time);
        _from = new("--from") { Description = "Submitted at or after this time (2026-12-01T10:00:00Z, -2h)", HelpName = "time", CustomParser = time };
        _to = new("--to") { Description = "Submitted before this time", HelpName = "time", CustomParser = time };
    }

    private IEnumerable<Option> All => _kind switch
    {
        FilterKind.DeadLetters => [_types, _queues, _codes, _fingerprints],
        FilterKind.Groups => [_types, _queues, _codes],
        _ => [_states, _types, _queues, _tags, _schedules, _keys, _concurrencyKeys, _from, _to],
    };

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Options.Add(option);
    }

    /// <summary>Whether any of them was given.</summary>
    public bool IsGiven(ParseResult parse) => All.Any(option => parse.GetResult(option) is { Implicit: false });

    public JobFilter Read(ParseResult parse) => new()
    {
        States = parse.GetValue(_states) ?? [],
        JobTypes = parse.GetValue(_types) ?? [],
        Queues = parse.GetValue(_queues) ?? [],
        Tags = parse.GetValue(_tags) ?? [],
        ScheduleIds = parse.GetValue(_schedules) ?? [],
        IdempotencyKeys = parse.GetValue(_keys) ?? [],
        ConcurrencyKeys = parse.GetValue(_concurrencyKeys) ?? [],
        ErrorCodes = parse.GetValue(_codes) ?? [],
        Fingerprints = parse.GetValue(_fingerprints) ?? [],
        From = parse.GetValue(_from),
        To = parse.GetValue(_to),
    };

    private static Option<string[]> Many(string name, string? letter, string description, string value) =>
        new(name, letter is null ? [] : ["-" + letter]) { Description = description, HelpName = value };
}
