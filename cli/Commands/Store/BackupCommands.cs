using System.CommandLine;
using JobScheduler.Cli.Connection;
using JobScheduler.Cli.Failures;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Store;

/// <summary><c>jobctl backup</c>: online copies of the store, made by the server into its own folder.</summary>
internal static class BackupCommands
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    public static Command Create(CommandHost host)
    {
        var noWait = new Option<bool>("--no-wait") { Description = "Return when it has begun" };
        var command = new Command("backup", "Make an online backup on the server, and wait for it") { noWait };
        command.Subcommands.Add(CreateGet(host));
        command.Subcommands.Add(CreateList(host));
        host.Bind(command, async (session, cancellationToken) =>
        {
            var answer = await session.Scheduler.AskAsync(client => client.StartBackupAsync(cancellationToken));
            if (!session.Parse.GetValue(noWait))
                answer = await session.Messages.ProgressAsync("Backing up", bar => FollowAsync(session, answer, bar, cancellationToken));
            return Show(session, answer);
        });
        return command;
    }

    private static Command CreateGet(CommandHost host)
    {
        var id = new Argument<string>("backup-id") { Description = "The backup" };
        var command = new Command("get", "Show a backup") { id };
        host.Bind(command, async (session, cancellationToken) =>
            Show(session, await GetAsync(session, session.Parse.GetRequiredValue(id), cancellationToken)));
        return command;
    }

    private static Command CreateList(CommandHost host)
    {
        var pages = new PageOptions();
        var command = new Command("list", "List backups, newest first") { Aliases = { "ls" } };
        pages.AddTo(command);
        host.Bind(command, async (session, cancellationToken) =>
        {
            var answer = await pages.ReadAsync(session, (client, limit, cursor) => client.ListBackupsAsync(limit, cursor, cancellationToken), cancellationToken);
            session.Printer.Write(answer.Json, () => Table(answer.Value.Items, session.Now));
            PageOptions.SayIfMore(session, answer.Value);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<Answer<BackupSnapshot>> FollowAsync(
        Session session, Answer<BackupSnapshot> answer, IProgress<Step> bar, CancellationToken cancellationToken)
    {
        while (answer.Value.State == BackupState.Running)
        {
            bar.Report(new($"Backing up: {Human.Bytes(answer.Value.Bytes)}", answer.Value.Bytes, answer.Value.TotalBytes));
            await Task.Delay(LookAgain, session.Terminal.Time, cancellationToken);
            answer = await GetAsync(session, answer.Value.Id, cancellationToken);
        }

        return answer;
    }

    private static async Task<Answer<BackupSnapshot>> GetAsync(Session session, string id, CancellationToken cancellationToken)
    {
        var answer = await session.Scheduler.AskAsync(client => client.GetBackupAsync(id, cancellationToken));
        return new(answer.Value ?? throw new NotFoundException($"There is no backup {id}."), answer.Json);
    }

    private static int Show(Session session, Answer<BackupSnapshot> answer)
    {
        session.Printer.Write(answer.Json, () => Table([answer.Value], session.Now));
        return answer.Value.State == BackupState.Failed ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static TextTable Table(IEnumerable<BackupSnapshot> backups, DateTimeOffset now)
    {
        var table = new TextTable("BACKUP", "STATE", "STARTED", "TOOK", "SIZE", "FILE");
        foreach (var backup in backups)
        {
            table.Add(
                backup.Id,
                new Piece(Words.Of(backup.State), backup.State switch { BackupState.Completed => Tone.Good, BackupState.Failed => Tone.Bad, _ => Tone.Active }),
                Human.Distance(backup.StartedAt, now),
                Human.Duration((backup.FinishedAt ?? now) - backup.StartedAt),
                Human.Bytes(backup.Bytes),
                backup.File ?? backup.Error ?? "");
        }

        return table;
    }
}
