using JobScheduler.Grains.Core;
using JobScheduler.Grains.Storage;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;

namespace JobScheduler.Tests.Stores;

/// <summary>Rows of schedules for store tests.</summary>
internal static class SampleSchedules
{
    /// <summary>An id that lies in a partition; another one for every number.</summary>
    public static string ScheduleId(int partition = 0, int number = 1) => Enumerable.Range(0, int.MaxValue)
        .Select(i => FormattableString.Invariant($"s{number:d5}-{i}"))
        .First(id => LiesIn(id, partition));

    public static bool LiesIn(string scheduleId, int partition) => Routing.PartitionOf(Routing.Hash(scheduleId), Partitions) == partition;

    /// <summary>A schedule with its defaults.</summary>
    public static ScheduleRecord Schedule(int partition = 0, int number = 1) => new()
    {
        Id = ScheduleId(partition, number),
        Spec = new() { Cron = "* * * * *", TimeZone = "UTC", Job = Spec(), DefinitionHash = "00ff" },
        CreatedAt = T0,
    };

    /// <summary>A definition in which no field has its default value.</summary>
    public static ScheduleSpec FullDefinition() => new()
    {
        Cron = "H(0-7)/2 3 L-3W * 5#2",
        TimeZone = "Europe/Prague",
        Job = FullSpec(),
        Overlap = OverlapPolicy.Allow,
        Misfire = MisfirePolicy.Skip,
        CatchUpWindowMs = 31_536_000_000,
        CatchUpLimit = 1_000,
        JitterMs = 3_600_000,
        PhaseMs = -1,
        Exclude = ["0 0 25 12 *", "2027-01-01", Unicode],
        StartAt = -62_135_596_800_000,
        EndAt = 253_402_300_799_999,
        MaxRuns = long.MaxValue,
        DefinitionHash = "9f2c61d0",
    };

    /// <summary>A row in which no field has its default value.</summary>
    public static ScheduleRecord FullSchedule(int partition = 0, int number = 1) => Schedule(partition, number) with
    {
        Spec = FullDefinition(),
        Version = 7,
        UpdatedAt = T0 + 2,
        Paused = true,
        Note = Unicode,
        PausedBy = "ana",
        PausedAt = T0 + 3,
        Runs = long.MaxValue,
        LastRunAt = -1,
        DecidedThrough = T0 + 4,
        NextAt = T0 + 60_000,
        At = new(long.MaxValue, long.MinValue + 1),
        NextDecision = 12,
        Active = 3,
        Waiting = [-5, T0, long.MaxValue],
        Open = FullDecision(11),
        Backfills = [new(T0, T0 + 1, OverlapPolicy.QueueAll), new(-1, long.MaxValue, OverlapPolicy.Allow)],
    };

    /// <summary>A decision in which no field has its default value.</summary>
    public static DecisionRecord FullDecision(long number) =>
        new(number, ScheduleDecision.Triggered, T0 - 1, T0 + 86_400_000, 100_000, T0 + 5, Unicode, Id(3, 9));

    public static DecisionRecord Decision(long number, string? jobId = null) =>
        new(number, ScheduleDecision.Fired, T0 + number, null, 1, T0 + number, null, jobId);

    public static ScheduleRecord WithPayload(this ScheduleRecord schedule, RawJson? payload) =>
        schedule with { Spec = schedule.Spec with { Job = schedule.Spec.Job with { Payload = payload } } };

    /// <summary>Equal in every field; lists by their elements.</summary>
    public static void AssertSame(ScheduleRecord expected, ScheduleRecord? actual)
    {
        Assert.NotNull(actual);
        AssertSame(expected.Spec, actual.Spec);
        Assert.Equal(expected.Waiting, actual.Waiting);
        Assert.Equal(expected.Backfills, actual.Backfills);
        Assert.Equal(expected with { Spec = actual.Spec, Waiting = actual.Waiting, Backfills = actual.Backfills }, actual);
    }

    public static void AssertSame(ScheduleSpec expected, ScheduleSpec actual)
    {
        Sample.AssertSame(expected.Job, actual.Job);
        Assert.Equal(expected.Exclude, actual.Exclude);
        Assert.Equal(expected with { Job = actual.Job, Exclude = actual.Exclude }, actual);
    }
}
