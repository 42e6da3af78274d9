using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Bulk;

/// <summary>One piece of bulk work, in as many calls as it takes.</summary>
/// <param name="session">The command's run.</param>
/// <param name="action">What is done.</param>
/// <param name="request">To which jobs.</param>
/// <param name="most">At most so many; null: all.</param>
internal sealed class BulkRun(Session session, BulkAction action, BulkRequest request, int? most)
{
    // Small enough that Ctrl-C ends the work soon and the bar moves, large enough that calls do not count.
    private const int StepSize = 500;
    private const int MostCounted = 10_000;

    /// <summary>Ids that one call takes.</summary>
    public const int MostIds = 1000;

    /// <summary>How many it would be; nothing is changed.</summary>
    public async Task<BulkResult> CountAsync(CancellationToken cancellationToken)
    {
        var counted = request with { DryRun = true, Limit = Math.Min(most ?? MostCounted, MostCounted) };
        return (await session.Scheduler.AskAsync(client => client.BulkAsync(action, counted, cancellationToken))).Value;
    }

    /// <summary>Does it, step by step; what is done stays done if it is interrupted, and is said.</summary>
    /// <param name="count">As counted before.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    public async Task<BulkResult> DoAsync(BulkResult count, CancellationToken cancellationToken)
    {
        // No more than were counted: a job that is retried may fail again at once, and would come up for ever.
        var whole = (int)Math.Min(count.MatchedIsExact ? count.Matched : int.MaxValue, most ?? int.MaxValue);
        var sum = new BulkResult(count.Matched, count.MatchedIsExact, 0, 0, More: false, DryRun: false);
        try
        {
            return await session.Messages.ProgressAsync($"{Words.Of(action)}: {Describe(count)}", async bar =>
            {
                for (var isGoingOn = whole > 0; isGoingOn;)
                {
                    var step = request with { Limit = Math.Min(StepSize, whole - sum.Changed - sum.Skipped) };
                    var done = (await session.Scheduler.AskAsync(client => client.BulkAsync(action, step, cancellationToken))).Value;
                    sum = sum with { Changed = sum.Changed + done.Changed, Skipped = sum.Skipped + done.Skipped, More = done.More };
                    var dealt = sum.Changed + sum.Skipped;
                    bar.Report(new($"{Words.Of(action)}: {sum.Changed} changed", dealt, count.MatchedIsExact || most is not null ? whole : null));
                    isGoingOn = done.More && dealt < whole && done.Changed > 0;
                }

                return sum;
            });
        }
        catch (Exception) when (sum.Changed > 0)
        {
            session.Messages.Say($"{Human.Of(sum.Changed, "job")} were changed before this, and stay so.", Tone.Warning);
            throw;
        }
    }

    /// <summary>How many, in words.</summary>
    public string Describe(BulkResult count)
    {
        var jobs = $"{(count.MatchedIsExact ? "" : "at least ")}{Human.Of(count.Matched, "job")}";
        return most < count.Matched ? $"{most} of {jobs}" : jobs;
    }

    /// <summary>Writes the result as data, in the API's shape.</summary>
    public static void Print(Session session, BulkResult result) => session.Printer.Write(Json(result), () => new TextTable("MATCHED", "CHANGED", "SKIPPED", "MORE")
        .Add((result.MatchedIsExact ? "" : "at least ") + Human.Count(result.Matched), result.DryRun ? "dry run" : Human.Count(result.Changed), Human.Count(result.Skipped), result.More ? "yes" : "no"));

    private static ReadOnlyMemory<byte> Json(BulkResult result) => JsonOutput.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("matched", result.Matched);
        writer.WriteBoolean("matched_is_exact", result.MatchedIsExact);
        writer.WriteNumber("changed", result.Changed);
        writer.WriteNumber("skipped", result.Skipped);
        writer.WriteBoolean("more", result.More);
        writer.WriteBoolean("dry_run", result.DryRun);
        writer.WriteEndObject();
    });
}
