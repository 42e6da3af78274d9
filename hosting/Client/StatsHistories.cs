using JobScheduler.Grains.Node;

namespace JobScheduler.Hosting.Client;

/// <summary>Makes one history of what several nodes counted.</summary>
internal static class StatsHistories
{
    /// <summary>One point per step that is over by the clock of the node that answers.</summary>
    /// <param name="resolution">How long a step is.</param>
    /// <param name="own">What the node that answers counted.</param>
    /// <param name="others">What the others did.</param>
    public static StatsHistory Of(StatsResolution resolution, StatsSlice own, IReadOnlyCollection<StatsSlice> others)
    {
        var (step, kept) = resolution == StatsResolution.Minute ? (TimeSpan.FromMinutes(1), NodeStats.Minutes) : (TimeSpan.FromSeconds(1), NodeStats.Seconds);
        var cells = others.Append(own).SelectMany(slice => slice.Cells).ToLookup(cell => cell.Step);
        var since = others.Append(own).Min(slice => slice.Since);
        var points = new List<StatsPoint>();
        for (var at = Math.Max(since, own.Through - kept + 1); at <= own.Through; at++)
            points.Add(Sum(DateTimeOffset.UnixEpoch + (at * step), cells[at]));
        return new StatsHistory(resolution, step, points);
    }

    private static StatsPoint Sum(DateTimeOffset at, IEnumerable<StatsCell> cells)
    {
        var point = new StatsPoint { At = at };
        LatenessHistogram? late = null;
        foreach (var cell in cells)
        {
            point = point with
            {
                Submitted = point.Submitted + cell.Submitted,
                Started = point.Started + cell.Started,
                Finished = point.Finished + cell.Finished,
                Failed = point.Failed + cell.Failed,
                Queued = point.Queued + cell.Queued,
                Running = point.Running + cell.Running,
            };
            if (cell.Lateness is not null)
                (late ??= new LatenessHistogram()).Add(cell.Lateness);
        }

        return late is { Total: > 0 }
            ? point with { LatenessMs = new StatsLateness(late.Percentile(0.50)!.Value, late.Percentile(0.99)!.Value, Math.Round(late.Max!.Value, 3)) }
            : point;
    }
}
