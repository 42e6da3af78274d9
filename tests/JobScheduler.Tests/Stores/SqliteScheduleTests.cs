using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite;
using JobScheduler.Stores.Sqlite.Native;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;
using static JobScheduler.Tests.Stores.SampleSchedules;

namespace JobScheduler.Tests.Stores;

/// <summary>What schedules cost.</summary>
public sealed class SqliteScheduleTests : IAsyncLifetime
{
    private readonly StoreFolder _folder = new();
    private SqliteStore _store = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        _store = new(_folder.File);
        await _store.OpenAsync(Partitions, None);
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    public static TheoryData<string> Reads =>
        [ScheduleReader.ScheduleSql, ScheduleReader.ListSql, ScheduleReader.JobsSql, ScheduleReader.JobSql, ScheduleReader.DecisionsSql];

    [Theory]
    [MemberData(nameof(Reads))]
    public void Reads_OfSchedules_SearchAndNeverScanOrSort(string sql)
    {
        using var connection = Connection.Open(_folder.File, readOnly: true);
        var plan = RowReaders.All(connection.Prepare("EXPLAIN QUERY PLAN " + sql), row => row.Text(3));
        Assert.All(plan, step => Assert.StartsWith("SEARCH", step, StringComparison.Ordinal));
    }

    [Fact]
    public async Task UpdateSchedule_LargeDefinition_IsNotWrittenAgain()
    {
        var owner = await PartitionOwner.AcquireAsync(_store);
        var schedule = Schedule().WithPayload(Json(1024 * 1024));
        await owner.CommitAsync(new PutSchedule(schedule));
        var before = LogBytes();
        for (var i = 1; i <= 20; i++)
            await owner.CommitAsync(new UpdateSchedule(schedule with { Runs = i }), new PutDecision(schedule.Id, Decision(i)));
        Assert.InRange(LogBytes() - before, 1, 1024 * 1024);
        SampleSchedules.AssertSame(schedule with { Runs = 20 }, await _store.GetScheduleAsync(schedule.Id, None));
    }

    [Fact]
    public async Task DeleteSchedule_LargeDefinition_LeavesNoRow()
    {
        var owner = await PartitionOwner.AcquireAsync(_store);
        var schedule = Schedule().WithPayload(Json(10_000));
        await owner.CommitAsync(new PutSchedule(schedule), new PutDecision(schedule.Id, Decision(1)), new PutScheduleJob(new(schedule.Id, "j")));
        await owner.CommitAsync(new DeleteSchedule(schedule.Id));
        using var connection = Connection.Open(_folder.File, readOnly: true);
        foreach (var table in new[] { "schedules", "definitions", "decisions", "schedule_jobs" })
            Assert.Equal(0, connection.Scalar($"SELECT count(*) FROM {table}"));
    }

    [Fact]
    public async Task ListSchedules_DamagedRow_SaysThatTheStoreCannotBeRead()
    {
        await (await PartitionOwner.AcquireAsync(_store)).CommitAsync(new PutSchedule(Schedule()));
        using (var connection = Connection.Open(_folder.File))
            connection.Execute("UPDATE definitions SET spec = x'0102'");
        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.ListSchedulesAsync(10, null, None));
        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    private long LogBytes() => new FileInfo(_folder.File + "-wal").Length;
}
