using System.CommandLine;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Server;

/// <summary><c>jobctl nodes</c>, <c>partitions</c> and <c>job-types</c>: who runs what.</summary>
internal static class NodeCommands
{
    public static IEnumerable<Command> Create(CommandHost host) =>
    [
        List(host, "nodes", "Nodes: slots, partitions, and attempts that are stuck", (client, limit, cursor, ct) => client.ListNodesAsync(limit, cursor, ct), Nodes),
        List(host, "partitions", "Partitions: who owns them, and how long their commits take", (client, limit, cursor, ct) => client.ListPartitionsAsync(limit, cursor, ct), Partitions),
        List(host, "job-types", "Job types: who handles them, and their jobs", (client, limit, cursor, ct) => client.ListJobTypesAsync(limit, cursor, ct), JobTypes),
    ];

    private static Command List<T>(
        CommandHost host, string name, string description, Func<IJobSchedulerClient, int, string?, CancellationToken, Task<Page<T>>> page,
        Func<IReadOnlyList<T>, DateTimeOffset, IView> view)
    {
        var (command, pages) = (new Command(name, description), new PageOptions());
        pages.AddTo(command);
        host.Bind(command, async (session, cancellationToken) =>
        {
            var answer = await pages.ReadAsync(session, (client, limit, cursor) => page(client, limit, cursor, cancellationToken), cancellationToken);
            session.Printer.Write(answer.Json, () => view(answer.Value.Items, session.Now));
            PageOptions.SayIfMore(session, answer.Value);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Stack Nodes(IReadOnlyList<NodeInfo> nodes, DateTimeOffset now)
    {
        var table = new TextTable("NODE", "STATUS", "ENGINE", "VERSION", "UP FOR", "SLOTS", "PARTITIONS", "STUCK", "JOB TYPES");
        foreach (var node in nodes)
        {
            table.Add(
                node.Node, new Piece(Words.Of(node.Status), node.Status switch { NodeStatus.Active => Tone.Good, NodeStatus.Draining => Tone.Warning, _ => Tone.Bad }),
                node.Engine, node.Version, Human.Duration(now > node.StartedAt ? now - node.StartedAt : TimeSpan.Zero), $"{node.SlotsRunning} of {node.Slots}",
                $"{node.Partitions}", new Piece($"{node.Stuck.Count}", node.Stuck.Count > 0 ? Tone.Bad : Tone.Plain), string.Join(", ", node.JobTypes));
        }

        var stack = new Stack().Add(table);
        var problems = nodes.Where(node => node.Problem is not null).Select(node => new Line().Add($"{node.Node}: ", Tone.Strong).Add(node.Problem!, Tone.Bad)).ToList();
        if (problems.Count > 0)
            stack.Add(new TextLines(problems), "PROBLEMS");
        return nodes.Any(node => node.Stuck.Count > 0) ? stack.Add(Stuck(nodes, now), "STUCK ATTEMPTS") : stack;
    }

    private static TextTable Stuck(IReadOnlyList<NodeInfo> nodes, DateTimeOffset now)
    {
        var table = new TextTable("NODE", "JOB", "TYPE", "TRY", "SINCE");
        foreach (var node in nodes)
        {
            foreach (var stuck in node.Stuck)
                table.Add(node.Node, stuck.JobId, stuck.JobType, $"{stuck.Attempt}", Human.Distance(stuck.Since, now));
        }

        return table;
    }

    private static TextTable Partitions(IReadOnlyList<PartitionInfo> partitions, DateTimeOffset now)
    {
        var table = new TextTable("PARTITION", "NODE", "TERM", "IN MEMORY", "QUEUED", "RUNNING", "OLDEST", "COMMIT P50", "P99");
        foreach (var partition in partitions)
        {
            table.Add(
                $"{partition.Partition}", partition.Node ?? new Piece("none", Tone.Bad), $"{partition.Term}", $"{partition.InMemory}", Human.Count(partition.Queued),
                $"{partition.Running}", partition.OldestQueuedMs is { } oldest ? Human.Duration(TimeSpan.FromMilliseconds(oldest)) : Human.None,
                Human.Milliseconds(partition.CommitMs.P50), Human.Milliseconds(partition.CommitMs.P99));
        }

        return table;
    }

    private static TextTable JobTypes(IReadOnlyList<JobTypeInfo> types, DateTimeOffset now)
    {
        var table = new TextTable("TYPE", "NODES", "QUEUE", "ATTEMPTS", "WAITING", "RUNNING", "FAILED", "DESCRIPTION");
        foreach (var type in types)
        {
            var counts = type.Counts;
            table.Add(
                type.Name, type.Nodes.Count > 0 ? string.Join(", ", type.Nodes) : new Piece("nobody", Tone.Bad), type.Queue, $"{type.MaxAttempts}",
                Human.Count(counts.Scheduled + counts.Queued), Human.Count(counts.Running),
                new Piece(Human.Count(counts.Failed), counts.Failed > 0 ? Tone.Bad : Tone.Plain), type.Description ?? "");
        }

        return table;
    }
}
