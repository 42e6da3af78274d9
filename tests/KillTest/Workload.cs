using System.Globalization;

namespace JobScheduler.KillTest;

/// <summary>One thing to do: a submit, perhaps by several callers at once, perhaps with a command after it.</summary>
/// <param name="Submission">What is submitted.</param>
/// <param name="Callers">How many submit it at the same moment; more than one only with an idempotency key.</param>
/// <param name="Command">What is asked of the job right after.</param>
internal sealed record Step(JobSubmission Submission, int Callers = 1, Tests.History.CommandKind? Command = null);

/// <summary>The jobs of a run, the same for the same seed: recorded http jobs for the most part, some built-in ones that fail or sleep.</summary>
internal sealed class Workload(Random random, Recorder recorder)
{
    /// <summary>Delay between attempts of the jobs that the recorder fails.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(300);

    private int _number;

    public Step Next()
    {
        var number = ++_number;
        return random.Next(100) switch
        {
            < 6 => new Step(new JobSubmission { JobType = "echo", Payload = RawJson.From(new { number }) }),
            < 10 => new Step(new JobSubmission { JobType = "sleep", Payload = Sleep(random.Next(10, 400)), MaxAttempts = 20 }),
            < 12 => new Step(new JobSubmission { JobType = "sleep", Payload = Sleep(5000), Timeout = TimeSpan.FromMilliseconds(100), MaxAttempts = 1 }),
            < 32 => new Step(Recorded() with { ConcurrencyKey = Key() }),
            < 42 => new Step(Recorded(failures: random.Next(1, 3))),
            < 50 => new Step(Recorded() with { IdempotencyKey = Name("idem", number) }, Callers: 3),
            < 53 => new Step(Recorded() with { IdempotencyKey = Name("idem", number), ConcurrencyKey = Key() }, Callers: 2),
            < 56 => new Step(Recorded() with { MaxAttempts = 1 }),
            < 62 => new Step(Delayed(), Command: Tests.History.CommandKind.Cancel),
            < 65 => new Step(Recorded(milliseconds: 800), Command: Tests.History.CommandKind.Cancel),
            < 68 => new Step(Delayed(), Command: Tests.History.CommandKind.RunNow),
            < 71 => new Step(Delayed(), Command: Tests.History.CommandKind.Move),
            < 80 => new Step(Delayed()),
            _ => new Step(Recorded() with { Priority = random.Next(-2, 3) * 10 }),
        };
    }

    /// <summary>Many at once, so that slots run out and priorities matter.</summary>
    public IEnumerable<Step> Burst() =>
        Enumerable.Range(0, 80).Select(i => new Step(Recorded(milliseconds: 60) with { Priority = i % 8 == 0 ? 50 : -50 }));

    private JobSubmission Delayed() => Recorded() with { Delay = TimeSpan.FromMilliseconds(random.Next(1, 4000)) };

    private JobSubmission Recorded(int failures = 0, int? milliseconds = null) => Recorded(recorder, milliseconds ?? random.Next(0, 120), failures);

    /// <summary>A job that the recorder writes down, takes so long and fails that often first.</summary>
    public static JobSubmission Recorded(Recorder recorder, int milliseconds, int failures = 0) => new()
    {
        JobType = "http",
        Payload = RawJson.From(new { url = recorder.Url(milliseconds, failures), method = "POST" }),
        MaxAttempts = 20,
        Retry = RetryPolicy.Fixed(RetryDelay),
    };

    private string Key() => Name("key", random.Next(8));

    private static string Name(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number}");

    private static RawJson Sleep(int milliseconds) => RawJson.From(new { duration_ms = milliseconds });
}
