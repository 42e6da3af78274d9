using System.CommandLine;
using JobScheduler.Cli.Input;

namespace JobScheduler.Cli.Commands.Jobs;

/// <summary>A submission in words of the command line. What is left out has the job type's default, else the server's.</summary>
internal sealed class SubmissionOptions
{
    private readonly Argument<string?> _type = new("job-type") { Description = "The type; 'jobctl job-types' lists what is handled", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> _payload = new("payload") { Description = "The handler's input as JSON; - for standard input", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _queue = new("--queue") { Description = "Its queue", HelpName = "queue" };
    private readonly Option<int?> _priority = new("--priority", "-p") { Description = "-100 to 100, higher first", HelpName = "number" };
    private readonly Option<DateTimeOffset?> _at;
    private readonly Option<TimeSpan?> _in = new("--in") { Description = "Not before now and this: 90s, 1h30m", HelpName = "duration", CustomParser = Durations.Optional };
    private readonly Option<DateTimeOffset?> _expires;
    private readonly Option<TimeSpan?> _timeout = new("--timeout") { Description = "For one attempt", HelpName = "duration", CustomParser = Durations.Optional };
    private readonly Option<int?> _attempts = new("--max-attempts") { Description = "Attempts until it is a dead letter", HelpName = "number" };
    private readonly Option<RetryPolicy?> _retry = new("--retry")
    {
        Description = "none, fixed:30s, explicit:1s,5s,1m or exponential:1s,2,5m (first, factor, longest)",
        HelpName = "policy",
        CustomParser = RetryText.Parse,
    };

    private readonly Option<string?> _key = new("--key", "-k") { Description = "Idempotency key: submitted again, it finds the same job", HelpName = "key" };
    private readonly Option<string?> _concurrencyKey = new("--concurrency-key") { Description = "Jobs with the same key run one at a time", HelpName = "key" };
    private readonly Option<string[]> _tags = new("--tag") { Description = "A tag; may be given again", HelpName = "tag" };

    public SubmissionOptions(Terminal terminal)
    {
        var time = Times.Parser(terminal.Time);
        _at = new("--at") { Description = "Not before this time: 2026-12-01T10:00:00Z", HelpName = "time", CustomParser = time };
        _expires = new("--expires") { Description = "Cancelled unless started by then", HelpName = "time", CustomParser = time };
    }

    private IEnumerable<Option> Options => [_queue, _priority, _at, _in, _expires, _timeout, _attempts, _retry, _key, _concurrencyKey, _tags];

    public void AddTo(Command command)
    {
        command.Arguments.Add(_type);
        command.Arguments.Add(_payload);
        foreach (var option in Options)
            command.Options.Add(option);
    }

    public bool IsGiven(ParseResult parse) => parse.GetValue(_type) is not null || Options.Any(option => parse.GetResult(option) is { Implicit: false });

    /// <exception cref="UsageException">There is no type, or the payload is no JSON.</exception>
    public async Task<JobSubmission> ReadAsync(Session session, CancellationToken cancellationToken)
    {
        var parse = session.Parse;
        return new JobSubmission
        {
            JobType = parse.GetValue(_type) ?? throw new UsageException("A job type is needed, or --file: jobctl submit echo '{\"hello\":\"world\"}'"),
            Payload = await PayloadAsync(parse.GetValue(_payload), session, cancellationToken),
            Queue = parse.GetValue(_queue),
            Priority = parse.GetValue(_priority),
            RunAt = parse.GetValue(_at),
            Delay = parse.GetValue(_in),
            ExpiresAt = parse.GetValue(_expires),
            Timeout = parse.GetValue(_timeout),
            MaxAttempts = parse.GetValue(_attempts),
            Retry = parse.GetValue(_retry),
            IdempotencyKey = parse.GetValue(_key),
            ConcurrencyKey = parse.GetValue(_concurrencyKey),
            Tags = parse.GetValue(_tags) ?? [],
        };
    }

    private static async Task<RawJson?> PayloadAsync(string? typed, Session session, CancellationToken cancellationToken) => typed switch
    {
        null => null,
        InputText.Standard => JsonText.Read(await InputText.ReadAsync(typed, session.Terminal, cancellationToken), "The payload on standard input"),
        _ => JsonText.Read(typed, "The payload"),
    };
}
