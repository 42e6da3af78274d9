using JobScheduler.Orleans.Cassandra;
using JobScheduler.Tests.Cassandra;
using Xunit;

namespace JobScheduler.Tests.OrleansProviders;

public sealed partial class CassandraReminderTableTests
{
    [CassandraFact]
    public async Task ReadRows_ThousandReminders_GivesExactlyThoseOfTheRange()
    {
        var table = await NewTableAsync();
        var grains = Enumerable.Range(0, 1_000).Select(_ => NewGrain()).ToArray();
        await Parallel.ForEachAsync(
            grains, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (grain, _) => await table.UpsertRow(Entry(grain, "bell")));

        Assert.Equal(1_000, (await table.ReadRows(0, uint.MaxValue)).Reminders.Count);
        var hashes = grains.Select(g => g.GetUniformHashCode()).Order().ToArray();
        foreach (var (begin, end) in Ranges(hashes))
        {
            var wanted = hashes.Where(h => begin < end ? h > begin && h <= end : h > begin || h <= end);
            var read = (await table.ReadRows(begin, end)).Reminders.Select(r => r.GrainId.GetUniformHashCode()).Order();
            Assert.Equal(wanted, read);
        }
    }

    [CassandraFact]
    public async Task ReadRows_MoreThanAPageInABucket_GivesAll()
    {
        var service = CassandraKeyspace.NewName();
        var table = await keyspace.RemindersAsync(service);
        var grain = NewGrain();
        var hash = grain.GetUniformHashCode();
        var names = Enumerable.Range(0, ReminderRows.PageSize + 5).Select(i => $"bell {i:0000}").ToArray();
        await WritePlainlyAsync(service, grain, names);

        Assert.Equal(names, Names(await table.ReadRows(grain)));
        Assert.Equal(names, Names(await table.ReadRows(hash - 1, hash)));
        Assert.Empty((await table.ReadRows(hash, hash + 1)).Reminders);
    }

    /// <summary>Rows of a table that nobody else writes, without the conditions that the table would put on each.</summary>
    private async Task WritePlainlyAsync(string service, GrainId grain, string[] names)
    {
        var hash = grain.GetUniformHashCode();
        var session = await keyspace.SessionAsync();
        var insert = await session.PrepareAsync(
            $"INSERT INTO {keyspace.Name}.reminders (service_id, bucket, grain_hash, grain_type, grain_key, reminder_name, etag, "
            + "start_at_ticks, period_ticks) VALUES (?, ?, ?, ?, ?, ?, 'etag', 0, 0)");
        await Parallel.ForEachAsync(names, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (name, _) =>
            await session.ExecuteAsync(insert.Bind(
                service, HashSlice.BucketOf(hash), (long)hash, grain.Type.ToString(), grain.Key.ToString(), name)));
    }

    /// <summary>The whole ring in several ways, ranges that begin or end on a hash, and wrapping ones.</summary>
    private static IEnumerable<(uint Begin, uint End)> Ranges(uint[] hashes)
    {
        yield return (0, 0);
        yield return (uint.MaxValue, uint.MaxValue);
        yield return (hashes[500], hashes[500]);
        yield return (hashes[0], hashes[^1]);
        yield return (hashes[^1], hashes[0]);
        for (var i = 0; i < 30; i++)
        {
            var (a, b) = (hashes[i * 29], hashes[999 - i * 31]);
            yield return (a, b);
            yield return (b, a);
            yield return (a - 1, a);
            yield return (a, a + 1);
        }
    }
}
