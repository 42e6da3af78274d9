using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Memory;

namespace JobScheduler.Simulation;

/// <summary>Looks at all jobs from time to time: whether what is shown is true, and in a calm world whether nothing waits without a reason.</summary>
internal sealed class Sampler(SimWorld world)
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);
    private readonly Dictionary<string, DateTimeOffset> _ready = new(StringComparer.Ordinal);

    public async Task RunAsync(Task until)
    {
        while (!until.IsCompleted)
        {
            await world.DelayAsync(Every);
            await world.FrontAsync();
            if (world.Nodes.FindAll(node => node.IsAlive) is not [{ IsServing: true, Scheduler.IsFrozen: false } node])
                continue;
            foreach (var rows in world.Store.Partitions)
            {
                foreach (var job in rows.Jobs.Values.Where(job => !JobTransitions.IsTerminal(job)))
                    Look(node, rows, job);
            }
        }
    }

    private void Look(SimNode node, MemoryPartition rows, JobRecord job)
    {
        var view = new SnapshotView(node.Node.Now, node.Node.Queues.IsPaused, queue => node.Types.Contains(queue), node.Node.Attempts.BegunAt);
        var shown = JobSnapshots.Summary(job, view);
        world.Count("waiting reasons looked at");
        if (Untrue(rows, job, shown) is { } why)
            world.Violate(SimRule.WaitingReason, job.JobId, $"shown {shown.State} {shown.WaitingReason}: {why}");
        if (world.Profile.IsCalm)
            LookForIdleness(node, job, shown);
    }

    private static string? Untrue(MemoryPartition rows, JobRecord job, JobSummary shown) => (shown.State, shown.WaitingReason) switch
    {
        (JobState.Queued, null) or (JobState.Scheduled, null) => "a waiting job without a reason",
        (JobState.Running, not null) => "a running job with a reason to wait",
        (JobState.Queued, WaitingReason.KeyBusy) when job.Spec.ConcurrencyKey is null => "it has no key",
        (JobState.Queued, WaitingReason.KeyBusy) when !rows.Jobs.Values.Any(other => other.JobId != job.JobId && other.Spec.ConcurrencyKey == job.Spec.ConcurrencyKey
            && !JobTransitions.IsTerminal(other) && (other.State == StoredState.Claimed || other.State == StoredState.Lined)) => "no other job of the key runs or waits",
        _ => null,
    };

    private void LookForIdleness(SimNode node, JobRecord job, JobSummary shown)
    {
        var idle = shown is { State: JobState.Queued, WaitingReason: WaitingReason.NoSlot or WaitingReason.Loading }
            && node.Node.Slots is { } slots && slots.Running < slots.Slots && slots.Claimed < slots.Slots && world.Now - node.StartedAt > TimeSpan.FromSeconds(2);
        if (!idle)
            _ready.Remove(job.JobId);
        else if (_ready.TryAdd(job.JobId, world.Now))
            return;
        else if (world.Now - _ready[job.JobId] > TimeSpan.FromMilliseconds(600))
            world.Violate(SimRule.IdleWhileReady, job.JobId, $"{shown.WaitingReason} since {_ready[job.JobId]:HH:mm:ss.fff} with a free slot, {job.State} in {job.Line} at {job.At}, run_at {job.RunAt}");
    }
}
