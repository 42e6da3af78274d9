using System.CommandLine;
using JobScheduler.Cli.Connection;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Queues;

/// <summary><c>jobctl queues</c>: what waits where, pause and resume.</summary>
internal static class QueueCommands
{
    public static Command Create(CommandHost host) => new("queues", "Queues, and what waits in them")
    {
        Subcommands = { CreateList(host), CreatePause(host), CreateResume(host) },
    };

    private static Command CreateList(CommandHost host)
    {
        var pages = new PageOptions();
        var command = new Command("list", "List queues with their counts") { Aliases = { "ls" } };
        pages.AddTo(command);
        host.Bind(command, async (session, cancellationToken) =>
        {
            var answer = await pages.ReadAsync(session, (client, limit, cursor) => client.ListQueuesAsync(limit, cursor, cancellationToken), cancellationToken);
            session.Printer.Write(answer.Json, () => Table(answer.Value.Items));
            PageOptions.SayIfMore(session, answer.Value);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command CreatePause(CommandHost host)
    {
        var (queue, note, by) = (NameArgument(), PauseOptions.Note(), PauseOptions.By(host.Terminal));
        var command = new Command("pause", "Pause a queue: no attempt of it starts until it is resumed") { queue, note, by };
        host.Bind(command, async (session, cancellationToken) =>
        {
            var parse = session.Parse;
            var answer = await session.Scheduler.AskAsync(client =>
                client.PauseQueueAsync(parse.GetRequiredValue(queue), parse.GetValue(note), parse.GetValue(by), cancellationToken));
            return Show(session, answer);
        });
        return command;
    }

    private static Command CreateResume(CommandHost host)
    {
        var queue = NameArgument();
        var command = new Command("resume", "Resume a queue") { queue };
        host.Bind(command, async (session, cancellationToken) =>
            Show(session, await session.Scheduler.AskAsync(client => client.ResumeQueueAsync(session.Parse.GetRequiredValue(queue), cancellationToken))));
        return command;
    }

    private static int Show(Session session, Answer<QueueSnapshot> answer)
    {
        session.Printer.Write(answer.Json, () => Table([answer.Value]));
        return ExitCodes.Done;
    }

    private static Argument<string> NameArgument() => new("queue") { Description = "Its name" };

    private static TextTable Table(IEnumerable<QueueSnapshot> queues)
    {
        var table = new TextTable("QUEUE", "STATE", "SCHEDULED", "QUEUED", "RUNNING", "FAILED", "OLDEST", "NOTE");
        foreach (var queue in queues)
        {
            table.Add(
                queue.Name,
                queue.Paused ? new Piece("paused", Tone.Warning) : new Piece("active", Tone.Good),
                Human.Count(queue.Scheduled),
                Human.Count(queue.Queued),
                Human.Count(queue.Running),
                new Piece(Human.Count(queue.Failed), queue.Failed > 0 ? Tone.Bad : Tone.Plain),
                queue.OldestQueuedMs is { } oldest ? Human.Duration(TimeSpan.FromMilliseconds(oldest)) : Human.None,
                PauseOptions.Describe(queue.Note, queue.PausedBy));
        }

        return table;
    }
}
