using JobScheduler.Grains.Jobs;

namespace JobScheduler.Hosting.Handlers;

/// <summary>Reads what a handler returned, brings odd values into their ranges, and writes its result as bounded JSON.</summary>
internal static class Outcomes
{
    public const string ResultTooLargeCode = "result_too_large";
    public const string ResultInvalidCode = "result_invalid";
    private static readonly HandlerResult Completed = new(HandlerResultKind.Completed);
    private static readonly TimeSpan MaxAfter = TimeSpan.FromHours(24);
    private static readonly DateTimeOffset LastTime = new(2199, 12, 31, 23, 59, 59, 999, TimeSpan.Zero);

    /// <summary>The result of a call that returned.</summary>
    public static HandlerResult Read(HandlerReturn returned, JobTypeEntry entry, int maxResultBytes) => returned.Outcome switch
    {
        null => Complete(returned.Result, entry, maxResultBytes),
        CompletedOutcome { Result: null } => Completed,
        CompletedOutcome completed => Bounded(completed.Result!, maxResultBytes),
        RetryOutcome retry => Retry(retry),
        SnoozeOutcome snooze => new(HandlerResultKind.Snooze) { Until = Clamp(snooze.Until) },
        FailOutcome fail => Failures.Fail(CodeOf(fail.Code), MessageOf(fail.Message), DetailOf(fail.Detail)),
        var other => throw new InvalidOperationException($"The handler returned an unknown outcome: {other.GetType().Name}."),
    };

    private static HandlerResult Retry(RetryOutcome retry)
    {
        var error = retry.Error ?? new JobError("retry", retry.Reason ?? "The handler asked for another attempt.");
        return new(HandlerResultKind.Retry)
        {
            Error = new(CodeOf(error.Code), MessageOf(error.Message), DetailOf(error.Detail)),
            After = retry.After is { } after ? TimeSpan.FromTicks(Math.Clamp(after.Ticks, 0, MaxAfter.Ticks)) : null,
        };
    }

    private static HandlerResult Complete(object? result, JobTypeEntry entry, int maxResultBytes)
    {
        if (result is null)
            return Completed;
        if (result is RawJson raw)
            return Bounded(raw, maxResultBytes);
        try
        {
            return ResultWriter.Write(result, entry, maxResultBytes) is { } json ? Bounded(json, maxResultBytes) : TooLarge(maxResultBytes);
        }
        catch (Exception e)
        {
            // The handler has done its work: another attempt would do it twice and fail to write its result again.
            return Failures.Fail(ResultInvalidCode, "The result cannot be written as JSON", e);
        }
    }

    private static HandlerResult Bounded(RawJson result, int maxResultBytes)
    {
        if (result.Length > maxResultBytes)
            return TooLarge(maxResultBytes);
        // A JSON null is no result.
        var isNull = result.Utf8.Span.SequenceEqual("null"u8);
        return new(HandlerResultKind.Completed) { Result = isNull ? null : result };
    }

    private static HandlerResult TooLarge(int maxResultBytes) =>
        Failures.Fail(ResultTooLargeCode, $"The result is larger than {maxResultBytes} bytes. The handler had completed.");

    private static DateTimeOffset Clamp(DateTimeOffset until) =>
        until < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : until > LastTime ? LastTime : until;

    private static string CodeOf(string? code)
    {
        var clean = new string([.. (code ?? "").Trim().Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '_' : c).Take(Texts.MaxCodeLength)]);
        return clean.Length == 0 ? "failed" : clean;
    }

    private static string MessageOf(string? message) => Texts.Cut(message ?? "", Texts.MaxMessageBytes);

    private static string? DetailOf(string? detail) => detail is null ? null : Texts.Cut(detail, Texts.MaxDetailBytes);
}
