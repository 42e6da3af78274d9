using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Doctor;

/// <summary>Whether work gets done: nodes, partitions, types without a handler, queues, lateness, dead letters.</summary>
/// <param name="client">The scheduler.</param>
internal sealed class WorkChecks(IJobSchedulerClient client)
{
    // More than there are in any installation known; a check that reads for minutes is none.
    private const int Most = 500;
    private static readonly TimeSpan OldWork = TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyList<Finding>> AllAsync(CancellationToken cancellationToken)
    {
        var target = (await client.GetServerAsync(cancellationToken)).LatenessTarget;
        var stats = await client.GetStatsAsync(cancellationToken);
        return
        [
            .. Nodes((await client.ListNodesAsync(Most, null, cancellationToken)).Items),
            Partitions((await client.ListPartitionsAsync(Most, null, cancellationToken)).Items),
            .. Types((await client.ListJobTypesAsync(Most, null, cancellationToken)).Items),
            .. Queues((await client.ListQueuesAsync(Most, null, cancellationToken)).Items),
            Lateness(stats.LatenessMs, target),
            DeadLetters(stats.ByState.Failed),
        ];
    }

    internal static IEnumerable<Finding> Nodes(IReadOnlyList<NodeInfo> nodes)
    {
        var bad = nodes.Where(node => node.Status != NodeStatus.Active).ToList();
        if (nodes.Count == 0)
            yield return Finding.Wrong("nodes", "No node runs jobs.", "Start a silo: what answers here is a gateway.");
        else if (bad.Count == 0)
            yield return Finding.Ok("nodes", $"{Human.Of(nodes.Count, "node")}, {nodes.Sum(node => node.SlotsRunning)} of {nodes.Sum(node => node.Slots)} slots taken.");
        foreach (var node in bad)
            yield return Finding.Warning("nodes", $"{node.Node} is {Words.Of(node.Status)}{(node.Problem is { } problem ? $": {problem}" : ".")}", "Its log says more; its partitions move to other nodes, if there are any.");
        foreach (var node in nodes.Where(node => node.Stuck.Count > 0))
        {
            yield return Finding.Warning(
                "nodes", $"{Human.Of(node.Stuck.Count, "attempt")} on {node.Node} did not stop when told to and still hold their slots, the first of job {node.Stuck[0].JobId}.",
                "Their handlers ignore the cancellation token: mend them; a restart of the node frees the slots.");
        }

        foreach (var node in nodes.Where(node => node.Slots > 0 && node.SlotsRunning >= node.Slots))
            yield return Finding.Warning("nodes", $"All {node.Slots} slots of {node.Node} are taken.", "Jobs wait for a slot: raise JobScheduler:Slots if the machine has room, or add nodes.");
    }

    internal static Finding Partitions(IReadOnlyList<PartitionInfo> partitions)
    {
        var unserved = partitions.Where(partition => partition.Node is null).Select(partition => partition.Partition).ToList();
        return unserved.Count == 0
            ? Finding.Ok("partitions", $"All {partitions.Count} partitions are served.")
            : Finding.Wrong("partitions", $"{unserved.Count} of {partitions.Count} partitions are served by no node: {string.Join(", ", unserved.Take(10))}{(unserved.Count > 10 ? ", ..." : "")}.",
                "Jobs in them wait. For some seconds after a node stops this is as it should be; else see docs/runbooks/JobSchedulerPartitionsUnserved.md.");
    }

    internal static IEnumerable<Finding> Types(IReadOnlyList<JobTypeInfo> types)
    {
        var orphans = types.Where(type => type.Nodes.Count == 0 && type.Counts.Scheduled + type.Counts.Queued > 0).ToList();
        if (orphans.Count == 0)
            yield return Finding.Ok("job types", "Every type that has waiting jobs is handled.");
        foreach (var type in orphans)
        {
            yield return Finding.Wrong(
                "job types", $"Nobody handles {type.Name}: {Human.Wait(type.Counts.Scheduled + type.Counts.Queued)}.",
                "Start a node that registers a handler for it, or submit under the right name; they run then by themselves.");
        }
    }

    internal static IEnumerable<Finding> Queues(IReadOnlyList<QueueSnapshot> queues)
    {
        var any = false;
        foreach (var queue in queues)
        {
            if (queue is { Paused: true, Queued: > 0 })
            {
                any = true;
                yield return Finding.Warning("queues", $"{queue.Name} is paused{(queue.PausedBy is { } by ? $" by {by}" : "")}{(queue.Note is { } note ? $" ({note})" : "")}, and {Human.Wait(queue.Queued)}.", $"jobctl queues resume {queue.Name}");
            }
            else if (!queue.Paused && queue.OldestQueuedMs is { } oldest && TimeSpan.FromMilliseconds(oldest) > OldWork)
            {
                any = true;
                yield return Finding.Warning("queues", $"The oldest job of {queue.Name} has been due for {Human.Duration(TimeSpan.FromMilliseconds(oldest))}.", $"jobctl list --queue {queue.Name} --state queued says what its jobs wait for.");
            }
        }

        if (!any)
            yield return Finding.Ok("queues", $"{Human.Of(queues.Count, "queue")}, none stands still.");
    }

    internal static Finding Lateness(LatenessSnapshot late, TimeSpan target) => late.P99 is not { } p99
        ? Finding.Ok("lateness", "No job has started lately.")
        : p99 <= target.TotalMilliseconds
            ? Finding.Ok("lateness", $"99 of 100 jobs started within {Human.Milliseconds(p99)} of their time.")
            : Finding.Warning("lateness", $"One of 100 jobs started more than {Human.Milliseconds(p99)} late; the aim is {Human.Milliseconds(target.TotalMilliseconds)}.",
                "jobctl partitions shows whether commits are slow, jobctl nodes whether slots are short (docs/runbooks/JobSchedulerLate.md).");

    internal static Finding DeadLetters(long failed) => failed == 0
        ? Finding.Ok("dead letters", "There are none.")
        : Finding.Warning("dead letters", $"{Human.Of(failed, "job")} failed for good.", "jobctl dead-letters groups shows why; replay --limit 5 tries a few again.");
}
