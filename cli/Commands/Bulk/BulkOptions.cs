using System.CommandLine;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Bulk;

/// <summary>Options of work on all jobs that a filter means, and that work: counted first, confirmed, done in steps with a bar.</summary>
internal sealed class BulkOptions(bool takesReason)
{
    private readonly Option<bool> _all = new("--all", "-a") { Description = "All jobs that it applies to" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only count" };
    private readonly Option<int?> _limit = new("--limit", "-n") { Description = "At most so many, oldest first: a few to begin with", HelpName = "number" };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask" };
    private readonly Option<string?> _reason = new("--reason") { Description = "Kept as the jobs' message", HelpName = "text" };

    private IEnumerable<Option> Options => takesReason ? [_all, _dryRun, _limit, _yes, _reason] : [_all, _dryRun, _limit, _yes];

    public void AddTo(Command command)
    {
        _limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 1)
                result.AddError("--limit must be 1 or more.");
        });
        foreach (var option in Options)
            command.Options.Add(option);
    }

    public bool IsGiven(ParseResult parse) => Options.Any(option => parse.GetResult(option) is { Implicit: false });

    /// <summary>The filter that was typed. All jobs must be asked for in words: a forgotten filter is not one.</summary>
    /// <exception cref="UsageException">Neither a filter nor --all was typed, or both.</exception>
    public JobFilter ReadFilter(Session session, FilterOptions filter)
    {
        var (all, given) = (session.Parse.GetValue(_all), filter.IsGiven(session.Parse));
        if (all && given)
            throw new UsageException("--all and a filter exclude one another.");
        return all || given ? filter.Read(session.Parse) : throw new UsageException("Say which jobs: ids, - for ids on standard input, a filter (--type, --queue, ...), or --all.");
    }

    /// <summary>Does it.</summary>
    public async Task<int> RunAsync(Session session, BulkAction action, JobFilter filter, CancellationToken cancellationToken)
    {
        var parse = session.Parse;
        var run = new BulkRun(session, action, new BulkRequest { Filter = filter, Reason = takesReason ? parse.GetValue(_reason) : null }, parse.GetValue(_limit));
        var count = await run.CountAsync(cancellationToken);
        if (parse.GetValue(_dryRun))
        {
            BulkRun.Print(session, count);
            return ExitCodes.Done;
        }

        if (count.Matched > 0 && !parse.GetValue(_yes) && !session.Messages.Confirm($"{Verb(action)} {run.Describe(count)}?"))
        {
            session.Messages.Say(
                session.Terminal.IsInputTerminal
                    ? "Nothing was done."
                    : $"Nothing was done: {run.Describe(count)} would be changed, and nobody can be asked. --yes does it, --dry-run counts.",
                Tone.Warning);
            return ExitCodes.Failed;
        }

        BulkRun.Print(session, await run.DoAsync(count, cancellationToken));
        return ExitCodes.Done;
    }

    /// <summary>Does it to jobs by id: those that were named need no confirmation.</summary>
    /// <exception cref="UsageException">Options were typed that only go with a filter.</exception>
    public async Task<int> RunAsync(Session session, BulkAction action, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var parse = session.Parse;
        if (parse.GetValue(_all) || parse.GetValue(_limit) is not null)
            throw new UsageException("Ids say which jobs are meant: --all and --limit do not go with them.");
        var sum = new BulkResult(0, true, 0, 0, More: false, parse.GetValue(_dryRun));
        sum = await session.Messages.ProgressAsync(Human.Of(ids.Count, "job"), async bar =>
        {
            foreach (var some in ids.Distinct(StringComparer.Ordinal).Chunk(BulkRun.MostIds))
            {
                var request = new BulkRequest { Ids = some, DryRun = sum.DryRun, Reason = takesReason ? parse.GetValue(_reason) : null };
                var done = (await session.Scheduler.AskAsync(client => client.BulkAsync(action, request, cancellationToken))).Value;
                sum = sum with { Matched = sum.Matched + done.Matched, Changed = sum.Changed + done.Changed, Skipped = sum.Skipped + done.Skipped };
                bar.Report(new(Human.Of(ids.Count, "job"), sum.Changed + sum.Skipped, ids.Count));
            }

            return sum;
        });
        BulkRun.Print(session, sum);
        return ExitCodes.Done;
    }

    private static string Verb(BulkAction action)
    {
        var word = Words.Of(action);
        return char.ToUpperInvariant(word[0]) + word[1..];
    }
}
