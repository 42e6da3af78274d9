using Cassandra;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace JobScheduler.Orleans.Cassandra;

/// <summary>
/// The reminder table on Cassandra. An upsert always wins and gives a new ETag, a removal wants the newest. What
/// <see cref="ReadRow"/> reads is linearizable with both, within one data centre.
/// </summary>
internal sealed class CassandraReminderTable(
    IOptions<ClusterOptions> cluster, IOptions<CassandraReminderOptions> options, CassandraSessions sessions, TimeProvider time)
    : IReminderTable
{
    /// <summary>Reads of a range that are under way at the same time.</summary>
    private const int ParallelReads = 16;

    /// <summary>Each try that another upsert of the same reminder overtakes lets that one through.</summary>
    private const int UpsertAttempts = 32;

    private readonly string _serviceId = cluster.Value.ServiceId;
    private ReminderRows? _rows;

    private ReminderRows Rows =>
        _rows ?? throw new InvalidOperationException("The Cassandra reminder table is used before the silo has started it.");

    /// <summary>Connects, and creates or checks the table.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        KeyText.Check("service id", _serviceId);
        _rows = await OpenAsync().WaitAsync(cancellationToken);
    }

    public async Task<ReminderTableData> ReadRows(GrainId grainId)
    {
        var key = ReminderKey.Of(_serviceId, grainId, name: "");
        return new(await ReadAsync($"reminders of grain {grainId}", () => Rows.ReadGrainAsync(key)));
    }

    public async Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        var slices = HashSlice.Of(begin, end).ToArray();
        var read = new IEnumerable<ReminderEntry>[slices.Length];
        var atATime = new ParallelOptions { MaxDegreeOfParallelism = ParallelReads };
        await Parallel.ForAsync(0, slices.Length, atATime, async (i, _) =>
            read[i] = await ReadAsync($"reminders of bucket {slices[i].Bucket}", () => Rows.ReadRangeAsync(_serviceId, slices[i])));
        return new(read.SelectMany(r => r));
    }

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
    {
        var key = ReminderKey.Of(_serviceId, grainId, reminderName);
        return await ReadAsync(key.ToString(), () => Rows.ReadAsync(key));
    }

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        var key = ReminderKey.Of(_serviceId, entry.GrainId, entry.ReminderName);
        var etag = ETag.New();
        var expected = entry.ETag;
        for (var attempt = 0; attempt < UpsertAttempts; attempt++)
        {
            var settled = await Rows.WriteAsync(key, entry, expected, etag);
            if (settled.Applied)
                return etag;
            expected = settled.Stored;
        }

        throw new CassandraProviderException(
            $"The {key} was not written: others wrote it {UpsertAttempts} times meanwhile. Register one reminder from one place.");
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        ArgumentNullException.ThrowIfNull(eTag);
        return (await Rows.DeleteAsync(ReminderKey.Of(_serviceId, grainId, reminderName), eTag)).Applied;
    }

    public async Task TestOnlyClearTable()
    {
        var all = await ReadRows(0, 0);
        var atATime = new ParallelOptions { MaxDegreeOfParallelism = ParallelReads };
        await Parallel.ForEachAsync(all.Reminders, atATime, async (entry, _) =>
            await RemoveRow(entry.GrainId, entry.ReminderName, entry.ETag!));
    }

    private async Task<ReminderRows> OpenAsync()
    {
        var connection = options.Value.Connection;
        var session = await sessions.GetAsync(connection);
        await new ProviderSchema(session, connection, time).EnsureAsync(ReminderRows.Definition);
        return await ReminderRows.PrepareAsync(session, connection.Keyspace, time);
    }

    private static async Task<T> ReadAsync<T>(string what, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (DriverException e)
        {
            throw new CassandraProviderException($"The {what} cannot be read: {e.Message}", e);
        }
    }
}
