using System.CommandLine;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.DeadLetters;

/// <summary><c>jobctl dead-letters groups</c>: failures by what probably caused them.</summary>
internal static class GroupsCommand
{
    public static Command Create(CommandHost host)
    {
        var (filter, pages) = (new FilterOptions(host.Terminal, FilterKind.Groups), new PageOptions());
        var command = new Command("groups", "Dead letters by cause: type, error code and message without its variable parts");
        filter.AddTo(command);
        pages.AddTo(command);
        host.Bind(command, async (session, cancellationToken) =>
        {
            var wanted = filter.Read(session.Parse);
            var query = new DeadLetterGroupQuery { JobTypes = wanted.JobTypes, Queues = wanted.Queues, ErrorCodes = wanted.ErrorCodes };
            var answer = await pages.ReadAsync(
                session, (client, limit, cursor) => client.ListDeadLetterGroupsAsync(query with { Limit = limit, Cursor = cursor }, cancellationToken), cancellationToken);
            session.Printer.Write(answer.Json, () => Table(answer.Value.Items, session.Now));
            PageOptions.SayIfMore(session, answer.Value);
            return ExitCodes.Done;
        });
        return command;
    }

    private static TextTable Table(IEnumerable<DeadLetterGroup> groups, DateTimeOffset now)
    {
        var table = new TextTable("FINGERPRINT", "COUNT", "TYPE", "LAST", "FIRST", "SAMPLE", "ERROR");
        foreach (var group in groups)
        {
            table.Add(
                group.Fingerprint, Human.Count(group.Count) + (group.CountIsExact ? "" : "+"), group.JobType, Human.Distance(group.LastSeen, now),
                Human.Distance(group.FirstSeen, now), group.Sample.JobId, new Piece(CleanText.Of($"{group.ErrorCode}: {group.Message}"), Tone.Bad));
        }

        return table;
    }
}
