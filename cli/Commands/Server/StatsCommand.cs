using System.CommandLine;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Server;

/// <summary><c>jobctl stats</c>: counts, rates and lateness.</summary>
internal static class StatsCommand
{
    public static Command Create(CommandHost host)
    {
        var command = new Command("stats", "Counts, rates and lateness");
        host.Bind(command, async (session, cancellationToken) =>
        {
            var answer = await session.Scheduler.AskAsync(client => client.GetStatsAsync(cancellationToken));
            session.Printer.Write(answer.Json, () => View(answer.Value));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Stack View(StatsSnapshot stats)
    {
        var (states, late) = (stats.ByState, stats.LatenessMs);
        var stack = new Stack()
            .Add(new TextTable("SCHEDULED", "QUEUED", "RUNNING", "COMPLETED", "FAILED", "CANCELLED").Add(
                Human.Count(states.Scheduled), Human.Count(states.Queued), Human.Count(states.Running),
                Human.Count(states.Completed), new Piece(Human.Count(states.Failed), states.Failed > 0 ? Tone.Bad : Tone.Plain), Human.Count(states.Cancelled)))
            .Add(new Facts()
                .Add("submitted", $"{Human.Rate(stats.PerSecond.Submitted)} over {Human.Duration(stats.PerSecond.Window)}")
                .Add("started", Human.Rate(stats.PerSecond.Started))
                .Add("finished", Human.Rate(stats.PerSecond.Finished))
                .Add("lateness", $"p50 {Human.Milliseconds(late.P50)}, p95 {Human.Milliseconds(late.P95)}, p99 {Human.Milliseconds(late.P99)}, "
                    + $"max {Human.Milliseconds(late.Max)} of {Human.Of(late.Count, "job")} over {Human.Duration(late.Window)}")
                .Add("disk free", stats.DiskFreeBytes is { } free ? Human.Bytes(free) : null)
                .Add("at", Human.Time(stats.At)));
        if (stats.ByJobType.Count > 0)
            stack.Add(ByType(stats));
        return stack;
    }

    private static TextTable ByType(StatsSnapshot stats)
    {
        var table = new TextTable("TYPE", "WAITING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED");
        foreach (var (type, counts) in stats.ByJobType.OrderBy(type => type.Key, StringComparer.Ordinal))
        {
            table.Add(
                type, Human.Count(counts.Scheduled + counts.Queued), Human.Count(counts.Running), Human.Count(counts.Completed),
                new Piece(Human.Count(counts.Failed), counts.Failed > 0 ? Tone.Bad : Tone.Plain), Human.Count(counts.Cancelled));
        }

        return table;
    }
}
