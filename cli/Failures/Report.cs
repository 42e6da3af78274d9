using System.CommandLine;
using System.CommandLine.Parsing;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Failures;

/// <summary>Says on standard error why a command did not do what it was asked for, in the server's own words where it gave some.</summary>
internal static class Report
{
    /// <summary>A command line that is not understood.</summary>
    public static int Misunderstood(Terminal terminal, ParseResult parse)
    {
        var messages = new Messages(terminal, new LiveLine(terminal));
        foreach (var error in parse.Errors.Select(error => error.Message).Distinct())
            messages.Say("jobctl: " + error, Tone.Bad);
        foreach (var word in parse.UnmatchedTokens)
        {
            // A word behind a misspelled command may be taken for a command of the root.
            var known = Commands(parse).SelectMany(command => command.Children).SelectMany(NamesOf);
            if (Nearest.Of(word, known) is { } meant)
                messages.Say($"Is '{meant}' meant?");
        }

        messages.Say($"'{PathOf(parse)} --help' says what is understood.");
        return ExitCodes.Usage;
    }

    /// <summary>A command that failed.</summary>
    /// <returns>The exit code.</returns>
    public static int Failed(Session session, Exception exception)
    {
        switch (exception)
        {
            case UsageException:
                foreach (var line in exception.Message.Split(Environment.NewLine))
                    session.Messages.Say("jobctl: " + line, Tone.Bad);
                return ExitCodes.Usage;
            case NotFoundException:
                session.Messages.Say("jobctl: " + exception.Message, Tone.Bad);
                return ExitCodes.NotFound;
            case JobSchedulerException refusal:
                Say(session, refusal);
                return CodeOf(refusal);
            default:
                session.Messages.Say("jobctl: this is a mistake of jobctl itself; please report it with what follows.", Tone.Bad);
                foreach (var line in exception.ToString().Split('\n'))
                    session.Messages.Say(line.TrimEnd());
                return ExitCodes.Broken;
        }
    }

    /// <summary>What a script is told.</summary>
    public static int CodeOf(JobSchedulerException exception) => exception switch
    {
        JobNotFoundException or ScheduleNotFoundException => ExitCodes.NotFound,
        OutcomeUnknownException => ExitCodes.Unknown,
        SchedulerUnavailableException or SchedulerOverloadedException => ExitCodes.Unavailable,
        JobSchedulerRequestException { Status: 404 } => ExitCodes.NotFound,
        JobSchedulerRequestException { Status: 403 } => ExitCodes.Refused,
        _ => exception.Problem switch
        {
            "state-conflict" or "idempotency-conflict" or "already-exists" or "precondition-failed" => ExitCodes.Conflict,
            "validation-failed" or "malformed-request" or "too-large" => ExitCodes.Refused,
            _ => ExitCodes.Failed,
        },
    };

    private static void Say(Session session, JobSchedulerException refusal)
    {
        var messages = session.Messages;
        if (ServerProblem.Read(session.Problem) is { } problem)
        {
            messages.Say($"jobctl: {problem.Title} ({problem.Status})", Tone.Bad);
            // The client names the resource, and the server lists below what a detail of it would only repeat.
            var detail = refusal is JobNotFoundException or ScheduleNotFoundException ? refusal.Message : problem.Detail;
            if (detail is not null && !problem.IsListed)
                messages.Say("  " + detail);
            foreach (var line in new ErrorFields(problem.Errors).Lines(null))
                messages.Say(line);
            if (problem.TraceId is { } trace)
                messages.Say($"  trace_id {trace}", Tone.Faint);
        }
        else
        {
            messages.Say("jobctl: " + refusal.Message, Tone.Bad);
        }

        if (Advice(session, refusal) is { } advice)
            messages.Say(advice);
    }

    private static string? Advice(Session session, JobSchedulerException refusal) => refusal switch
    {
        SchedulerUnavailableException when session.Problem.IsEmpty =>
            $"It was looked for at {session.Scheduler.Address.Url} ({session.Scheduler.Address.Source}). 'jobctl doctor' looks further; --url or JOBSCHEDULER_URL says where it is.",
        JobSchedulerRequestException { Problem: "unexpected-answer" } =>
            $"It was looked for at {session.Scheduler.Address.Url} ({session.Scheduler.Address.Source}). 'jobctl doctor' looks further.",
        OutcomeUnknownException { IdempotencyKey: { } key } => $"Submit again with --key {key}: a job that is stored already is then found, not made twice.",
        _ => null,
    };

    private static IEnumerable<string> NamesOf(Symbol symbol) => symbol switch
    {
        Command command => [command.Name, .. command.Aliases],
        Option option => [option.Name, .. option.Aliases],
        _ => [],
    };

    private static string PathOf(ParseResult parse) => string.Join(' ', Commands(parse).Reverse().Select(command => command.Name));

    /// <summary>The command that was typed and those above it.</summary>
    private static IEnumerable<Command> Commands(ParseResult parse)
    {
        for (SymbolResult? result = parse.CommandResult; result is not null; result = result.Parent)
            yield return ((CommandResult)result).Command;
    }
}
