using JobScheduler.Orleans.Cassandra;
using JobScheduler.Tests.Cassandra;
using Xunit;

namespace JobScheduler.Tests.OrleansProviders;

/// <summary>What Orleans expects of a reminder table. Every test is a service of its own in one keyspace.</summary>
public sealed partial class CassandraReminderTableTests(CassandraKeyspace keyspace) : IClassFixture<CassandraKeyspace>
{
    private static readonly DateTime Start = new(2026, 3, 29, 1, 30, 59, DateTimeKind.Utc);

    [CassandraFact]
    public async Task Read_NothingStored_GivesNothing()
    {
        var table = await NewTableAsync();
        Assert.Null(await table.ReadRow(NewGrain(), "bell"));
        Assert.Empty((await table.ReadRows(NewGrain())).Reminders);
        Assert.Empty((await table.ReadRows(0, 0)).Reminders);
    }

    [CassandraFact]
    public async Task Upsert_New_IsReadBackWhole()
    {
        var table = await NewTableAsync();
        var entry = Entry(NewGrain(), "foo/bar\\#b_a_z?");
        entry.StartAt = Start.AddTicks(1_234_567);
        entry.Period = TimeSpan.FromTicks(TimeSpan.TicksPerMinute + 1);
        var etag = await table.UpsertRow(entry);
        Assert.NotNull(etag);

        var read = await table.ReadRow(entry.GrainId, entry.ReminderName);
        Assert.NotNull(read);
        Assert.Equal(
            (entry.GrainId, entry.ReminderName, entry.StartAt, entry.Period, etag),
            (read.GrainId, read.ReminderName, read.StartAt, read.Period, read.ETag));
        Assert.Equal(DateTimeKind.Utc, read.StartAt.Kind);
    }

    [CassandraFact]
    public async Task Upsert_LocalTime_IsStoredAsUtc()
    {
        var table = await NewTableAsync();
        var entry = Entry(NewGrain(), "bell");
        entry.StartAt = Start.ToLocalTime();
        await table.UpsertRow(entry);
        Assert.Equal(Start, (await table.ReadRow(entry.GrainId, "bell"))!.StartAt);
    }

    [CassandraFact]
    public async Task Upsert_Again_WinsWhateverETagItBrings()
    {
        var table = await NewTableAsync();
        var entry = Entry(NewGrain(), "bell");
        var etags = new List<string?> { await table.UpsertRow(entry) };
        foreach (var brought in new[] { null, etags[0], etags[0], "stale" })
        {
            entry.StartAt += TimeSpan.FromMinutes(1);
            entry.ETag = brought;
            etags.Add(await table.UpsertRow(entry));
            var read = await table.ReadRow(entry.GrainId, "bell");
            Assert.Equal((entry.StartAt, etags[^1]), (read!.StartAt, read.ETag));
        }

        Assert.Equal(etags.Count, etags.Distinct().Count());
    }

    [CassandraFact]
    public async Task Upsert_ManyAtOnce_GivesEachItsETag()
    {
        var table = await NewTableAsync();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(async _ =>
        {
            var grain = NewGrain();
            var etags = await Task.WhenAll(Enumerable.Range(1, 5).Select(i =>
            {
                var entry = Entry(grain, "bell");
                entry.StartAt = Start.AddMilliseconds(i);
                return table.UpsertRow(entry);
            }));
            Assert.Equal(5, etags.Distinct().Count());
            Assert.Contains((await table.ReadRow(grain, "bell"))!.ETag, etags);
        }));
    }

    [CassandraFact]
    public async Task Remove_Anything_WantsTheNewestETagAndTheRightName()
    {
        var table = await NewTableAsync();
        var entry = Entry(NewGrain(), "bell");
        var first = await table.UpsertRow(entry);
        var newest = await table.UpsertRow(entry);
        Assert.False(await table.RemoveRow(entry.GrainId, "bell", first!));
        Assert.False(await table.RemoveRow(entry.GrainId, "book", newest!));
        Assert.False(await table.RemoveRow(NewGrain(), "bell", newest!));
        Assert.NotNull(await table.ReadRow(entry.GrainId, "bell"));

        Assert.True(await table.RemoveRow(entry.GrainId, "bell", newest!));
        Assert.Null(await table.ReadRow(entry.GrainId, "bell"));
        Assert.False(await table.RemoveRow(entry.GrainId, "bell", newest!));
    }

    [CassandraFact]
    public async Task Upsert_AfterARemoval_IsNew()
    {
        var table = await NewTableAsync();
        var entry = Entry(NewGrain(), "bell");
        var removed = await table.UpsertRow(entry);
        await table.RemoveRow(entry.GrainId, "bell", removed!);
        var etag = await table.UpsertRow(entry);
        Assert.NotEqual(removed, etag);
        Assert.False(await table.RemoveRow(entry.GrainId, "bell", removed!));
        Assert.Equal(etag, (await table.ReadRow(entry.GrainId, "bell"))!.ETag);
    }

    [CassandraFact]
    public async Task Names_Odd_AreKeptApart()
    {
        var table = await NewTableAsync();
        var grain = NewGrain();
        string[] names = [.. GrainStorageContract.OddNames, ""];
        foreach (var name in names)
            await table.UpsertRow(Entry(grain, name));
        Assert.Equal(names.Order(StringComparer.Ordinal), Names(await table.ReadRows(grain)).Order(StringComparer.Ordinal));

        foreach (var name in GrainStorageContract.OddNames)
        {
            var odd = GrainId.Create(GrainType.Create("clock"), IdSpan.Create(name));
            await table.UpsertRow(Entry(odd, "bell"));
            Assert.Equal(odd, (await table.ReadRow(odd, "bell"))!.GrainId);
            Assert.Single((await table.ReadRows(odd)).Reminders);
        }
    }

    [CassandraFact]
    public async Task Names_TooLong_AreRefused()
    {
        var table = await NewTableAsync();
        var error = await Assert.ThrowsAsync<ArgumentException>(() => table.UpsertRow(Entry(NewGrain(), new string('n', 70_000))));
        Assert.Contains("has room for 65000", error.Message, StringComparison.Ordinal);
    }

    [CassandraFact]
    public async Task Services_OfOneKeyspace_SeeOnlyTheirOwn()
    {
        var (grain, name) = (NewGrain(), CassandraKeyspace.NewName());
        string[] ids = ["", "/", $"{name}/foo", $"{name}", "Дом"];
        var tables = await Task.WhenAll(ids.Select(keyspace.RemindersAsync));
        for (var i = 0; i < ids.Length; i++)
            await tables[i].UpsertRow(Entry(grain, $"of {i}"));
        for (var i = 0; i < ids.Length; i++)
            Assert.Equal([$"of {i}"], Names(await tables[i].ReadRows(0, 0)));

        await tables[0].TestOnlyClearTable();
        Assert.Empty((await tables[0].ReadRows(0, 0)).Reminders);
        Assert.Single((await tables[1].ReadRows(0, 0)).Reminders);
    }

    private static IEnumerable<string> Names(ReminderTableData data) => data.Reminders.Select(r => r.ReminderName);

    private static GrainId NewGrain() => GrainId.Create("clock", CassandraKeyspace.NewName() + "/foo\\#baz?");

    private static ReminderEntry Entry(GrainId grain, string name) =>
        new() { GrainId = grain, ReminderName = name, StartAt = Start, Period = TimeSpan.FromMinutes(1) };

    private Task<CassandraReminderTable> NewTableAsync() => keyspace.RemindersAsync(CassandraKeyspace.NewName() + "/foo");
}
