using System.Runtime.CompilerServices;
using JobScheduler.Grains.Diagnostics;
using JobScheduler.Hosting.Runtime;

namespace JobScheduler.Hosting.Client;

/// <summary>Follows the changes of all jobs for one caller: filtered, and merged while the caller is slow.</summary>
internal sealed class ChangeWatch(GrainCalls calls, NodeHolder holder, ClusterChanges cluster)
{
    // What changes within it is merged, and a stream costs at most 20 looks a second.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MarkEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GapsEvery = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<SchedulerEvent> WatchAsync(EventFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await calls.GrainsAsync(cancellationToken);
        using var reader = await OpenAsync(filter.LastEventId, cancellationToken);
        var clock = holder.Node.Clock;
        var wanted = Wanted(filter);

        var events = reader.Read();
        string? told = null;
        var toldAt = clock.GetTimestamp();
        while (true)
        {
            foreach (var each in events)
            {
                if (!wanted(each))
                    continue;
                (told, toldAt) = (each.Id, clock.GetTimestamp());
                yield return each;
            }

            // 1. The first event says from where on a stream can be resumed, whether or not anything has changed; and who wants little is
            // told now and then how far the stream is, so that little is too old.
            if (told is null || (told != reader.Position && clock.GetElapsedTime(toldAt) >= MarkEvery))
            {
                (told, toldAt) = (reader.Position, clock.GetTimestamp());
                yield return new SchedulerEvent { Id = told, Kind = SchedulerEventKind.Mark };
            }

            // 2. Waits for the next change, or a moment for more of them.
            if (events.Count == 0)
                await reader.WaitAsync(cancellationToken);
            else
                await Task.Delay(Pace, clock, cancellationToken);

            // 3. More has changed than a stream can tell, and goes on to: rather than gap after gap, one after a while.
            if (reader.IsBehind)
                await Task.Delay(GapsEvery, clock, cancellationToken);
            events = reader.Read();
        }
    }

    private async Task<ChangeReader> OpenAsync(string? after, CancellationToken cancellationToken)
    {
        if (holder.Node.Cluster.IsAlone)
            return holder.Node.Changes.Open(after);
        var reader = cluster.Open(after);
        try
        {
            await cluster.WhenFollowedAsync(cancellationToken);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    private static Func<SchedulerEvent, bool> Wanted(EventFilter filter)
    {
        var (states, types, queues) = (filter.States.ToHashSet(), filter.JobTypes.ToHashSet(StringComparer.Ordinal), filter.Queues.ToHashSet(StringComparer.Ordinal));
        return each => each.Job is not { } job
            || ((states.Count == 0 || states.Contains(job.State)) && (types.Count == 0 || types.Contains(job.JobType)) && (queues.Count == 0 || queues.Contains(job.Queue)));
    }
}
