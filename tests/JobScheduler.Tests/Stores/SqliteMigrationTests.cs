using System.Globalization;
using JobScheduler.Grains.Storage;
using JobScheduler.Stores.Sqlite;
using JobScheduler.Stores.Sqlite.Native;
using Xunit;
using static JobScheduler.Tests.Stores.Sample;
using static JobScheduler.Tests.Stores.SampleSchedules;

namespace JobScheduler.Tests.Stores;

/// <summary>Files of older schemas, with rows in them, under this program.</summary>
public sealed class SqliteMigrationTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_FirstSchemaWithRows_KeepsThemAndTakesSchedules()
    {
        var job = FullJob(0, 1).WithPayload(Json(StoreLimits.InlinePayloadBytes + 1));
        var send = new SendRecord(1, 3, Id(3, 1), FullSpec());
        var line = new LineRecord(new(LineKind.Queue, "q", 2), new(3, 4));
        await RunAsync(async store =>
        {
            await (await PartitionOwner.AcquireAsync(store.Log)).CommitAsync(
                new InsertJob(job), new PutAttempt(job.JobId, Attempt(1)), new PutSend(send), new PutLine(line), new PutRunning(new(1, job.JobId)),
                new PutEntry(new(LineId.Due, new(T0, 1), job.JobId, EntryKind.Run)), new PutQueue(new("q", true, null, null, 1, 1)),
                new PutIdempotency(new("s", "k", job.JobId, "h")), new SetCounter(new(StoredState.Failed, "q", "t", 1)));
        });
        MakeOld(version: 1);

        for (var opened = 0; opened < 2; opened++)
        {
            await RunAsync(async store =>
            {
                var stored = await store.Queries.GetJobAsync(job.JobId, None);
                Sample.AssertSame(job, stored?.Job);
                Assert.Single(stored!.OlderAttempts);
                var read = Assert.Single(await store.Log.ReadSendsAsync(0, 0, 10, None));
                Sample.AssertSame(send.Spec!, read.Spec!);
                Assert.Equal(send with { Spec = read.Spec }, read);
                Assert.Equal(line, Assert.Single(await store.Log.ReadLinesAsync(0, None)));
                Assert.Single(await store.Log.ReadRunningAsync(0, None));
                Assert.Single((await store.Log.ReadEntriesAsync(0, LineId.Due, Position.Start, long.MaxValue, 10, None)).Entries);
                Assert.Single(await store.Queries.ListQueuesAsync(None));
                Assert.Single(await store.Queries.CountAsync(None));
                Assert.Single((await store.Log.LoadAsync(0, new() { IdempotencyKeys = [("s", "k")] }, None)).IdempotencyKeys);
            });
        }

        await RunAsync(async store =>
        {
            var owner = await PartitionOwner.AcquireAsync(store.Log);
            Assert.Equal(1, owner.Head.Seq);
            await owner.CommitAsync(new PutSchedule(FullSchedule()), new PutDecision(ScheduleId(), FullDecision(1)), new PutSend(new(2, 1, Id(1, 1), null, SentKind.Ended, "s")));
            SampleSchedules.AssertSame(FullSchedule(), await store.Schedules.GetScheduleAsync(ScheduleId(), None));
            Assert.Equal([SentKind.Job, SentKind.Ended], (await store.Log.ReadSendsAsync(0, 0, 10, None)).Select(each => each.Kind));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Open_OlderSchemaWithEndedJobs_WalksAndListsThem(int version)
    {
        var jobs = new[] { StoredState.Completed, StoredState.Failed, StoredState.Cancelled, StoredState.Failed }
            .Select((state, i) => Job(0, i + 1) with { State = state, Line = null, At = default, FinishedAt = T0 + i }).ToArray();
        await RunAsync(async store => await (await PartitionOwner.AcquireAsync(store.Log)).CommitAsync(jobs.Select(job => new InsertJob(job))));
        MakeOld(version);

        await RunAsync(async store =>
        {
            Assert.Equal(
                [jobs[1].JobId, jobs[3].JobId],
                (await store.Queries.ListEndedAsync(StoredState.Failed, EndedPosition.Start, long.MaxValue, 10, None)).Select(job => job.JobId));
            var letters = await store.Queries.ListJobsAsync(new() { Order = JobOrder.NewestFailure, Filter = new() { States = [JobState.Failed] } }, T0, None);
            Assert.Equal([jobs[3].JobId, jobs[1].JobId], letters.Items.Select(job => job.JobId));
            await (await PartitionOwner.AcquireAsync(store.Log)).CommitAsync(jobs.Select(job => new DeleteJob(job.JobId)));
        });
        await RunAsync(async store => Assert.Empty((await store.Queries.ListJobsAsync(new(), T0, None)).Items));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Open_SchemaWithoutLogs_TakesThem(int version)
    {
        var job = Job(0, 1);
        await RunAsync(async store => await (await PartitionOwner.AcquireAsync(store.Log)).CommitAsync(new InsertJob(job)));
        MakeOld(version);

        await RunAsync(async store =>
        {
            Assert.Null(await store.Queries.GetAttemptLogAsync(job.JobId, 1, None));
            await (await PartitionOwner.AcquireAsync(store.Log)).CommitAsync(new UpdateJob(job with { HasLogs = true }), new PutAttemptLog(job.JobId, 1, Log()));
            Sample.AssertSame(Log(), await store.Queries.GetAttemptLogAsync(job.JobId, 1, None));
            Sample.AssertSame(job with { HasLogs = true }, (await store.Queries.GetJobAsync(job.JobId, None))!.Job);
        });
    }

    private async Task RunAsync(Func<JobStore, Task> use)
    {
        var store = _folder.Store();
        Assert.Equal(Schema.Steps[^1].Version, (await store.Admin.OpenAsync(Partitions, None)).SchemaVersion);
        await use(store);
        await store.Admin.DisposeAsync();
    }

    /// <summary>Replaces the file by one of an older schema, made by that version's own steps, with the same rows.</summary>
    private void MakeOld(int version)
    {
        var newer = _folder.File + ".newer";
        File.Move(_folder.File, newer);
        using var old = Connection.Open(_folder.File, create: true);
        old.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {Schema.ApplicationId}"));
        Schema.Migrate(old, [.. Schema.Steps.Take(version)], from: 0);
        old.Execute($"ATTACH '{newer}' AS newer");
        var names = RowReaders.All(
            old.Prepare("SELECT t.name, group_concat('\"' || c.name || '\"') FROM main.sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' GROUP BY t.name"),
            row => (Table: row.Text(0), Columns: row.Text(1)));
        Assert.Equal(version == 1 ? 12 : 16, names.Count);
        foreach (var (table, columns) in names)
            old.Execute($"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}");
        Assert.Equal(version, old.Scalar("PRAGMA main.user_version"));
    }
}
