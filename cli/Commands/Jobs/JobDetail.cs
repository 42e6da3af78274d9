using System.Text.Json;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Commands.Jobs;

/// <summary>A whole job for people: what it is, why it is so, its attempts, what went in and what came out.</summary>
internal sealed class JobDetail(JobSnapshot job, DateTimeOffset now) : IView
{
    public IEnumerable<Line> Lines(int? width)
    {
        var stack = new Stack().Add(Facts());
        if (job.Attempts.Count > 0)
            stack.Add(Attempts(), "ATTEMPTS");
        AddJson(stack, "PAYLOAD", job.Payload);
        AddJson(stack, "RESULT", job.Result);
        if (job.Error?.Detail is { } detail)
            stack.Add(new TextLines(detail.ReplaceLineEndings("\n").Split('\n').Select(line => new Line(line))), "ERROR DETAIL");
        return stack.Lines(width);
    }

    private Facts Facts() => new Facts()
        .Add("job", job.JobId)
        .Add("type", job.JobType)
        .Add("state", JobViews.State(job))
        .Add("waits", job.WaitingReason is { } reason ? JobViews.Reason(reason) : null)
        .Add("progress", job.ProgressPercent is { } percent ? Human.Percent(percent) : null)
        .Add("message", job.Message)
        .Add("error", job.Error is { } error ? new Piece(CleanText.Of($"{error.Code}: {error.Message}"), Tone.Bad) : default(Piece?))
        .Add("queue", job.Queue)
        .Add("priority", job.Priority == 0 ? null : $"{job.Priority}")
        .Add("attempts", $"{job.Attempt}, {job.AttemptsUsed} of {job.MaxAttempts} used")
        .Add("run at", Human.TimeAndDistance(job.RunAt, now))
        .Add("submitted", Human.TimeAndDistance(job.SubmittedAt, now))
        .Add("started", Human.TimeAndDistance(job.StartedAt, now))
        .Add("finished", Human.TimeAndDistance(job.FinishedAt, now))
        .Add("cancel asked", Human.TimeAndDistance(job.CancelRequestedAt, now))
        .Add("expires", Human.TimeAndDistance(job.ExpiresAt, now))
        .Add("time-out", job.Timeout is { } timeout ? Human.Duration(timeout) : null)
        .Add("retry", Retry(job.Retry))
        .Add("key", job.IdempotencyKey)
        .Add("concurrency key", job.ConcurrencyKey)
        .Add("tags", job.Tags.Count == 0 ? null : string.Join(", ", job.Tags))
        .Add("schedule", job.ScheduleId)
        .Add("occurrence", Human.TimeAndDistance(job.NominalAt, now))
        .Add("fingerprint", job.Fingerprint)
        .Add("trace", job.TraceId);

    private TextTable Attempts()
    {
        var table = new TextTable("#", "OUTCOME", "NODE", "STARTED", "TOOK", "TOKEN", "ERROR");
        foreach (var attempt in job.Attempts)
        {
            table.Add(
                $"{attempt.Attempt}",
                attempt.Outcome is { } outcome ? new Piece(Words.Of(outcome), Tones.Of(outcome)) : new Piece("running", Tone.Active),
                attempt.Node,
                Human.Time(attempt.StartedAt),
                Human.Duration((attempt.EndedAt ?? now) - attempt.StartedAt),
                $"{attempt.FencingToken}",
                attempt.Error is { } error ? $"{error.Code}: {error.Message}" : "");
        }

        return table;
    }

    private static string Retry(RetryPolicy policy) => policy.Kind switch
    {
        RetryKind.None => "none",
        RetryKind.Fixed => $"fixed:{Human.Duration(policy.Initial)}",
        RetryKind.Explicit => "explicit:" + string.Join(',', policy.Delays.Select(Human.Duration)),
        _ => FormattableString.Invariant($"exponential:{Human.Duration(policy.Initial)},{policy.Factor},{Human.Duration(policy.Max)}"),
    };

    private static void AddJson(Stack stack, string heading, RawJson? json)
    {
        if (json is null)
            return;
        using var document = JsonDocument.Parse(json.Utf8);
        stack.Add(new TextLines(JsonOutput.Indented(document.RootElement).ReplaceLineEndings("\n").Split('\n').Select(line => new Line(new Piece(line)))), heading);
    }
}
