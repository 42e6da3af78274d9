using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using JobScheduler.Tests.History;

namespace JobScheduler.Simulation;

/// <content>What handlers see.</content>
internal sealed partial class StoreObserver
{
    public void Entered(SimNode node, string jobType, JobContext context, RawJson? payload)
    {
        var (jobId, token) = (context.JobId, context.FencingToken);
        world.Count("handlers entered");
        world.Note(node.Name, $"entered {jobId} attempt {context.Attempt} token {token}");
        if (Find(jobId) is not { } job)
        {
            world.Violate(SimRule.EnteredInvalid, jobId, "the store has no such job");
            return;
        }

        if (!node.Types.Contains(jobType) || job.Spec.Payload?.Length != payload?.Length)
            world.Violate(SimRule.EnteredInvalid, jobId, "its type has no handler here, or its payload is not the submitted one");
        if (_pauseAnswered.TryGetValue(context.Queue, out var pause) && pause.Node == node.Name && pause.At < world.Now && !node.WasFrozen && IsPaused(context.Queue))
            world.Violate(SimRule.EnteredWhilePaused, jobId, $"queue {context.Queue}: the pause was answered at {pause.At:HH:mm:ss.fff}");
        _inside[(jobId, token)] = _entered[(jobId, token)] = node;
        if (job.State == StoredState.Claimed && job.Token == token)
            EnteredValid(node, context, job);
        else
            EnteredStale(node, jobId, token);
    }

    // A resume that overtook the pause's answer counts from its commit.
    private bool IsPaused(string queue) =>
        world.Store.Partitions[Routing.PartitionOf(Routing.Hash(queue), world.Profile.Partitions)].Queues.GetValueOrDefault(queue) is { Paused: true };

    public void Left(string jobId, long token)
    {
        _inside.Remove((jobId, token));
        world.History.Add(new AttemptLeft(world.Stamp(), jobId, token));
    }

    public void NodeDied(SimNode node)
    {
        foreach (var (jobId, token) in _inside.Where(one => one.Value == node).Select(one => one.Key).ToList())
            Left(jobId, token);
    }

    private void EnteredValid(SimNode node, JobContext context, JobRecord job)
    {
        // Stepped back between the look at the clock and the entry: what the node saw counts.
        var seen = node.Node.Attempts.BegunAt(job) is { } begun && world.Now - node.SteppedAt < TimeSpan.FromMilliseconds(50)
            ? DateTimeOffset.FromUnixTimeMilliseconds(begun)
            : node.Clock.GetUtcNow();
        if (seen < DateTimeOffset.FromUnixTimeMilliseconds(job.RunAt))
            world.Violate(nameof(HistoryRule.Early), world.Now, job.JobId, $"entered at {seen:HH:mm:ss.fff}, due at {DateTimeOffset.FromUnixTimeMilliseconds(job.RunAt):HH:mm:ss.fff}");
        if (context.Attempt != job.Attempt)
            world.Violate(SimRule.EnteredInvalid, job.JobId, $"attempt {context.Attempt} was entered, the row says {job.Attempt}");
        world.History.Add(new AttemptEntered(world.Stamp(), job.JobId, context.Attempt, context.FencingToken, seen));
    }

    // A process that stood still cannot know that it was given up; one that recorded the end itself can.
    private void EnteredStale(SimNode node, string jobId, long token)
    {
        world.Count("stale attempts entered");
        if (!_ended.TryGetValue((jobId, token), out var end))
            world.Violate(SimRule.EnteredInvalid, jobId, $"token {token} was entered on {node.Name} and never claimed");
        else if (end.Node == node.Name && end.At < world.Now && !(end.Lost && world.Profile.CallFaults > 0))
            world.Violate(SimRule.EnteredInvalid, jobId, $"token {token} was entered on {node.Name}, which had recorded its end");
    }
}
