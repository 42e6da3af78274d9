using System.Text;
using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Xunit;

namespace JobScheduler.Tests.Stores;

/// <summary>Rows for store tests.</summary>
internal static class Sample
{
    public const int Partitions = 4;
    public const long T0 = 1_800_000_000_000;
    public const string Unicode = "žluť \u0000 \"'\\ 東京 🚀 \u202e end";

    public static string Id(int partition, long sequence, long submittedAt = T0, int spread = 0) =>
        JobIds.Create((ushort)(((partition << 16) / Partitions) + spread), submittedAt, sequence);

    /// <summary>A waiting job with its defaults.</summary>
    public static JobRecord Job(int partition, long sequence, long submittedAt = T0, int spread = 0) => new()
    {
        JobId = Id(partition, sequence, submittedAt, spread),
        Sequence = sequence,
        SubmittedAt = submittedAt,
        Spec = Spec(),
        State = StoredState.Waiting,
        RunAt = submittedAt + 60_000,
        Line = LineId.Due,
        At = new(submittedAt + 60_000, sequence),
        UpdatedAt = submittedAt,
    };

    public static JobSpec Spec() => new()
    {
        JobType = "echo",
        Queue = "default",
        MaxAttempts = 5,
        Retry = RetryPolicy.Default,
        TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        RequestHash = "00ff",
    };

    /// <summary>A spec in which no field has its default value.</summary>
    public static JobSpec FullSpec() => new()
    {
        JobType = "mail:send/v2",
        Payload = RawJson.Parse("""{"a":1.0e5,"b":["ž",null]}"""),
        Queue = "q~1",
        Priority = -100,
        RunAt = 7_258_118_399_999,
        DelayMs = 315_360_000_000,
        MaxAttempts = 1000,
        Retry = new()
        {
            Kind = RetryKind.Explicit,
            Initial = TimeSpan.FromTicks(12_345_678_901),
            Factor = 1.0000000000000002,
            Max = TimeSpan.FromDays(3650),
            Jitter = 0.1,
            Delays = [TimeSpan.Zero, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(3650)],
        },
        TimeoutMs = 604_800_000,
        ExpiresAt = 1,
        IdempotencyKey = "order-" + Unicode,
        ConcurrencyKey = Unicode,
        Tags = ["ž", Unicode, "a b"],
        TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
        TraceState = "vendor=1",
        ScheduleId = "nightly",
        NominalAt = -1,
        RequestHash = "9f2c61d0",
    };

    /// <summary>A row in which no stored field has its default value.</summary>
    public static JobRecord FullJob(int partition, long sequence) => Job(partition, sequence) with
    {
        Spec = FullSpec(),
        State = StoredState.Failed,
        Priority = 100,
        RunAt = -62_135_596_800_000,
        Wait = WaitingReason.KeyBusy,
        Line = new(LineKind.Queue, Unicode, -7),
        At = new(long.MaxValue, long.MinValue + 1),
        Attempt = int.MaxValue,
        AttemptsUsed = 3,
        LostInRow = 2,
        Token = long.MaxValue,
        Newest = Attempt(3),
        FinishedAt = 253_402_300_799_999,
        CancelRequestedAt = T0 + 1,
        ProgressPercent = 33.333333333333336,
        Message = Unicode,
        Error = BigError(),
        Result = RawJson.Parse("[1.10, \"" + new string('ü', 100) + "\"]"),
        Fingerprint = "9f2c61d0",
        Revision = 9,
        UpdatedAt = T0 + 2,
        HasLogs = true,
    };

    /// <summary>A log of so many lines.</summary>
    public static LoggedLines Log(int lines = 2, bool truncated = false) => new(truncated, [.. Enumerable.Range(0, lines).Select(i => new LogLine(
        DateTimeOffset.FromUnixTimeMilliseconds(T0 + (i * 7) - (i % 3)), (LogLineLevel)(i % 6), i % 2 == 0 ? Unicode : $"line {i}\nmore"))]);

    public static void AssertSame(LoggedLines expected, LoggedLines? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Truncated, actual.Truncated);
        Assert.Equal(expected.Lines, actual.Lines);
    }

    public static AttemptRecord Attempt(int number) =>
        new(number, 1_000 + number, "n1", T0, T0 + 5, AttemptOutcome.TimedOut, BigError());

    public static JobError BigError() => new("http_status_503", Unicode, new string('ß', 8 * 1024));

    public static RawJson Json(int bytes) => RawJson.FromTrusted(Encoding.ASCII.GetBytes('"' + new string('x', bytes - 2) + '"'));

    public static JobRecord WithPayload(this JobRecord job, RawJson? payload) => job with { Spec = job.Spec with { Payload = payload } };

    /// <summary>The mutations that insert a job together with what its state asks for.</summary>
    public static IEnumerable<Mutation> Insert(JobRecord job)
    {
        yield return new InsertJob(job);
        if (job.Line is { } line)
            yield return new PutEntry(new(line, job.At, job.JobId, EntryKind.Run));
        if (job.State == StoredState.Claimed)
            yield return new PutRunning(new(job.Token, job.JobId));
    }

    /// <summary>Equal in every field; arrays by their elements.</summary>
    public static void AssertSame(JobRecord expected, JobRecord? actual)
    {
        Assert.NotNull(actual);
        AssertSame(expected.Spec, actual.Spec);
        Assert.Equal(expected with { Spec = actual.Spec }, actual);
    }

    public static void AssertSame(JobSpec expected, JobSpec actual)
    {
        Assert.Equal(expected.Tags, actual.Tags);
        Assert.Equal(expected with { Tags = actual.Tags }, actual);
    }
}
