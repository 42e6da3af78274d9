using Cassandra;

namespace JobScheduler.Orleans.Cassandra;

/// <summary>
/// The table <c>reminders</c>. A partition is one bucket of the ring of one service, its rows ordered by grain hash: a range of the ring is
/// a bounded number of reads of one partition each. All writes are conditional, so none is ever hidden by an older clock.
/// </summary>
internal sealed class ReminderRows
{
    public static readonly ProviderTable Definition = new(
        "reminders",
        Version: 1,
        """
        (
          service_id text,
          bucket int,
          grain_hash bigint,
          grain_type text,
          grain_key text,
          reminder_name text,
          etag text,
          start_at_ticks bigint,
          period_ticks bigint,
          PRIMARY KEY ((service_id, bucket), grain_hash, grain_type, grain_key, reminder_name)
        ) WITH gc_grace_seconds = 864000
        """);

    public const int PageSize = 1_000;

    private readonly ISession _session;
    private readonly ConditionalWrite _writes;
    private readonly PreparedStatement _readOne;
    private readonly PreparedStatement _readGrain;
    private readonly PreparedStatement _readRange;
    private readonly PreparedStatement _write;
    private readonly PreparedStatement _delete;

    private ReminderRows(ISession session, TimeProvider time, PreparedStatement[] prepared)
    {
        _session = session;
        _writes = new(time);
        (_readOne, _readGrain, _readRange) = (prepared[0], prepared[1], prepared[2]);
        (_write, _delete) = (prepared[3], prepared[4]);
    }

    /// <summary>Prepares the statements; the table must exist.</summary>
    public static async Task<ReminderRows> PrepareAsync(ISession session, string keyspace, TimeProvider time)
    {
        var table = $"{keyspace}.{Definition.Name}";
        var select = $"SELECT grain_type, grain_key, reminder_name, etag, start_at_ticks, period_ticks FROM {table}";
        const string Bucket = "service_id = ? AND bucket = ?";
        const string Grain = $"{Bucket} AND grain_hash = ? AND grain_type = ? AND grain_key = ?";
        const string Row = $"{Grain} AND reminder_name = ?";

        // IF etag = null also holds when there is no row: one statement inserts and updates.
        return new(session, time, await Task.WhenAll(
            session.PrepareAsync($"{select} WHERE {Row}"),
            session.PrepareAsync($"{select} WHERE {Grain}"),
            session.PrepareAsync($"{select} WHERE {Bucket} AND grain_hash >= ? AND grain_hash <= ?"),
            session.PrepareAsync($"UPDATE {table} SET etag = ?, start_at_ticks = ?, period_ticks = ? WHERE {Row} IF etag = ?"),
            session.PrepareAsync($"DELETE FROM {table} WHERE {Row} IF etag = ?")));
    }

    public async Task<ReminderEntry?> ReadAsync(ReminderKey key)
    {
        var rows = await _session.ExecuteAsync(Statements.SerialRead(_readOne, Values(key)));
        return rows.FirstOrDefault() is { } row ? Entry(row) : null;
    }

    /// <summary>All reminders of the key's grain.</summary>
    public async Task<IEnumerable<ReminderEntry>> ReadGrainAsync(ReminderKey key)
    {
        var statement = Statements.QuorumRead(_readGrain, Values(key)[..^1]).SetPageSize(PageSize);
        return (await _session.AllRowsAsync(statement)).Select(Entry);
    }

    public async Task<IEnumerable<ReminderEntry>> ReadRangeAsync(string serviceId, HashSlice slice)
    {
        var statement = Statements.QuorumRead(_readRange, serviceId, slice.Bucket, (long)slice.First, (long)slice.Last);
        statement.SetPageSize(PageSize);
        return (await _session.AllRowsAsync(statement)).Select(Entry);
    }

    /// <param name="key">Which reminder.</param>
    /// <param name="entry">What is stored.</param>
    /// <param name="expected">The ETag that must be stored; null for no row.</param>
    /// <param name="wanted">The new ETag.</param>
    public Task<Settled> WriteAsync(ReminderKey key, ReminderEntry entry, string? expected, string wanted) =>
        SettleAsync(
            key, _write, [wanted, UtcTicks(entry.StartAt), entry.Period.Ticks, .. Values(key), expected], expected, wanted);

    /// <param name="key">Which reminder.</param>
    /// <param name="expected">The ETag that must be stored.</param>
    public Task<Settled> DeleteAsync(ReminderKey key, string expected) =>
        SettleAsync(key, _delete, [.. Values(key), expected], expected, wanted: null);

    private Task<Settled> SettleAsync(ReminderKey key, PreparedStatement statement, object?[] values, string? expected, string? wanted) =>
        _writes.SettleAsync(
            async () => Statements.Answer(await _session.ExecuteAsync(Statements.Conditional(statement, values)), wanted),
            async () => (await ReadAsync(key))?.ETag,
            expected,
            wanted,
            $"{key}");

    private static object?[] Values(ReminderKey key) =>
        [key.ServiceId, key.Bucket, (long)key.Hash, key.GrainType, key.GrainKey, key.Name];

    private static ReminderEntry Entry(Row row) => new()
    {
        GrainId = GrainId.Create(GrainType.Create(row.GetValue<string>("grain_type")), IdSpan.Create(row.GetValue<string>("grain_key"))),
        ReminderName = row.GetValue<string>("reminder_name"),
        ETag = row.GetValue<string>("etag"),
        StartAt = new DateTime(row.GetValue<long>("start_at_ticks"), DateTimeKind.Utc),
        Period = TimeSpan.FromTicks(row.GetValue<long>("period_ticks")),
    };

    private static long UtcTicks(DateTime time) => time.Kind == DateTimeKind.Local ? time.ToUniversalTime().Ticks : time.Ticks;
}
