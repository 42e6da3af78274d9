using System.Globalization;
using System.Text.Json;
using JobScheduler.Cli.Input;
using JobScheduler.Cli.Output;

namespace JobScheduler.Cli.Apply;

/// <summary>One value of a schedule's definition.</summary>
/// <param name="Path">Where it lies in a file.</param>
/// <param name="Value">As JSON writes it; null: it has none.</param>
internal readonly record struct DefinitionField(string Path, string? Value);

/// <summary>
/// A definition as fields in a fixed order, each spelled in one way only, so that two are compared field by field: what is stored, and what
/// a file wants.
/// </summary>
internal static class Definition
{
    /// <summary>What is stored.</summary>
    public static IReadOnlyList<DefinitionField> Of(ScheduleSpec spec) =>
    [
        new("cron", Text(spec.Cron)),
        new("time_zone", Text(spec.TimeZone)),
        new("overlap", Text(Words.Of(spec.Overlap))),
        new("misfire", Text(Words.Of(spec.Misfire))),
        new("catch_up_window_ms", Number(spec.CatchUpWindowMs)),
        new("catch_up_limit", Number(spec.CatchUpLimit)),
        new("jitter_ms", Number(spec.JitterMs)),
        new("phase_ms", Number(spec.PhaseMs)),
        new("exclude", Texts(spec.Exclude)),
        new("start_at", Time(spec.StartAt)),
        new("end_at", Time(spec.EndAt)),
        new("max_runs", Number(spec.MaxRuns)),
        new("job.job_type", Text(spec.Job.JobType)),
        .. PayloadFields.Of("job.payload", spec.Job.Payload),
        new("job.queue", Text(spec.Job.Queue)),
        new("job.priority", Number(spec.Job.Priority)),
        new("job.max_attempts", Number(spec.Job.MaxAttempts)),
        new("job.retry", Retry(spec.Job.Retry)),
        new("job.timeout_ms", Number(spec.Job.TimeoutMs)),
        new("job.expires_at", Time(spec.Job.ExpiresAt)),
        new("job.concurrency_key", Text(spec.Job.ConcurrencyKey)),
        new("job.tags", Texts(spec.Job.Tags)),
    ];

    /// <summary>
    /// What a file wants. A null in a job is the default of its type's registration, which only the server knows: such fields are given as
    /// <paramref name="present"/> where that is the server's own default, else as "default".
    /// </summary>
    /// <param name="wanted">The file's schedule.</param>
    /// <param name="present">What is stored now, or null.</param>
    public static IReadOnlyList<DefinitionField> Of(ScheduleSubmission wanted, ScheduleSpec? present)
    {
        var job = wanted.Job;
        var spec = new ScheduleSpec
        {
            Cron = wanted.Cron,
            TimeZone = wanted.TimeZone,
            Overlap = wanted.Overlap,
            Misfire = wanted.Misfire,
            CatchUpWindowMs = Milliseconds(wanted.CatchUpWindow),
            CatchUpLimit = wanted.CatchUpLimit,
            JitterMs = Milliseconds(wanted.Jitter),
            PhaseMs = Milliseconds(wanted.Phase),
            Exclude = [.. wanted.Exclude],
            StartAt = UnixMilliseconds(wanted.StartAt),
            EndAt = UnixMilliseconds(wanted.EndAt),
            MaxRuns = wanted.MaxRuns,
            DefinitionHash = "",
            Job = new JobSpec
            {
                JobType = job.JobType,
                Payload = job.Payload,
                Queue = job.Queue ?? "",
                Priority = job.Priority ?? 0,
                MaxAttempts = job.MaxAttempts ?? 0,
                Retry = job.Retry ?? RetryPolicy.Default,
                TimeoutMs = job.Timeout is { } timeout ? Milliseconds(timeout) : null,
                ExpiresAt = UnixMilliseconds(job.ExpiresAt),
                ConcurrencyKey = job.ConcurrencyKey,
                Tags = [.. job.Tags.Distinct(StringComparer.Ordinal)],
                TraceParent = "",
                RequestHash = "",
            },
        };
        return [.. Of(spec).Select(field => JobDefaults.Fill(field, job, present?.Job))];
    }

    internal static string? Text(string? value) => value is null ? null : JsonOutput.OnOneLine(JsonSerializer.SerializeToElement(value));

    internal static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    internal static string Retry(RetryPolicy policy) => policy.Kind switch
    {
        RetryKind.None => "none",
        RetryKind.Fixed => FormattableString.Invariant($"fixed, {policy.Initial.TotalMilliseconds} ms, jitter {policy.Jitter}"),
        RetryKind.Explicit => FormattableString.Invariant($"explicit, {string.Join(", ", policy.Delays.Select(delay => delay.TotalMilliseconds))} ms"),
        _ => FormattableString.Invariant(
            $"exponential, {policy.Initial.TotalMilliseconds} to {policy.Max.TotalMilliseconds} ms by {policy.Factor}, jitter {policy.Jitter}"),
    };

    private static string? Texts(string[] values) =>
        values.Length == 0 ? null : JsonOutput.OnOneLine(JsonSerializer.SerializeToElement(values));

    private static string? Time(long? unix) => unix is { } ms ? Human.Time(DateTimeOffset.FromUnixTimeMilliseconds(ms)) : null;

    // As the client sends them: rounded up, never early.
    private static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.Ticks / (decimal)TimeSpan.TicksPerMillisecond);

    private static long? UnixMilliseconds(DateTimeOffset? time) =>
        time is { } some ? (long)Math.Ceiling((some.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / (decimal)TimeSpan.TicksPerMillisecond) : null;
}
