using System.CommandLine;
using System.Text.Json;
using JobScheduler.Cli.Connection;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands;

/// <summary>How much of a list is wanted; pages are asked for until that is there.</summary>
internal sealed class PageOptions
{
    private const int MostPerPage = 500;

    private readonly Option<int> _limit = new("--limit", "-n") { Description = "At most so many", HelpName = "number", DefaultValueFactory = _ => 50 };
    private readonly Option<bool> _all = new("--all", "-a") { Description = "All of them, however many" };
    private readonly Option<string?> _cursor = new("--cursor") { Description = "Go on where an earlier list ended (its next_cursor)", HelpName = "cursor" };

    public PageOptions() => _limit.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1)
            result.AddError("--limit must be 1 or more.");
    });

    public void AddTo(Command command)
    {
        command.Options.Add(_limit);
        command.Options.Add(_all);
        command.Options.Add(_cursor);
    }

    /// <summary>Reads pages and makes one list of them, in the API's shape.</summary>
    /// <param name="session">The command's run.</param>
    /// <param name="page">Asks for a page, by limit and cursor.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Answer<Page<T>>> ReadAsync<T>(
        Session session, Func<IJobSchedulerClient, int, string?, Task<Page<T>>> page, CancellationToken cancellationToken)
    {
        var (wanted, all) = (session.Parse.GetValue(_limit), session.Parse.GetValue(_all));
        if (all && session.Parse.GetResult(_limit) is { Implicit: false })
            throw new UsageException("--all and --limit exclude one another.");
        var (items, json, cursor) = (new List<T>(), new List<ReadOnlyMemory<byte>>(), session.Parse.GetValue(_cursor));
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var some = all ? MostPerPage : Math.Min(MostPerPage, wanted - items.Count);
            var answer = await session.Scheduler.AskAsync(client => page(client, some, cursor));
            items.AddRange(answer.Value.Items);
            json.AddRange(ItemsOf(answer.Json));
            cursor = answer.Value.NextCursor;
        }
        while (cursor is not null && (all || items.Count < wanted));
        return new(new Page<T>(items, cursor), JsonOutput.Joined(json, cursor));
    }

    /// <summary>Says that there is more, where a person would not see it.</summary>
    public static void SayIfMore<T>(Session session, Page<T> page)
    {
        if (session.Printer.IsTable && page.NextCursor is not null)
            session.Messages.Say($"There are more: --all shows them, or --cursor {page.NextCursor} the next ones.", Tone.Faint);
        else if (session.Printer.IsTable && page.Items.Count == 0)
            session.Messages.Say("There are none.", Tone.Faint);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> ItemsOf(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("items").EnumerateArray().Select(item => JsonOutput.Build(item.WriteTo))];
    }
}
