using Cassandra;

namespace JobScheduler.Orleans.Cassandra;

/// <summary>The table <c>grain_state</c>: one row, and one partition, for each state. All its writes are conditional.</summary>
internal sealed class GrainStateTable
{
    public static readonly ProviderTable Definition = new(
        "grain_state",
        Version: 1,
        """
        (
          service_id text,
          state_name text,
          grain_type text,
          grain_key text,
          etag text,
          payload blob,
          PRIMARY KEY ((service_id, state_name, grain_type, grain_key))
        ) WITH compaction = {'class': 'LeveledCompactionStrategy'} AND gc_grace_seconds = 864000
        """);

    private readonly ISession _session;
    private readonly ConditionalWrite _writes;
    private readonly PreparedStatement _read;
    private readonly PreparedStatement _readETag;
    private readonly PreparedStatement _write;
    private readonly PreparedStatement _delete;

    private GrainStateTable(ISession session, TimeProvider time, PreparedStatement[] prepared)
    {
        _session = session;
        _writes = new(time);
        (_read, _readETag, _write, _delete) = (prepared[0], prepared[1], prepared[2], prepared[3]);
    }

    /// <summary>Prepares the statements; the table must exist.</summary>
    public static async Task<GrainStateTable> PrepareAsync(ISession session, string keyspace, TimeProvider time)
    {
        var table = $"{keyspace}.{Definition.Name}";
        const string Key = "service_id = ? AND state_name = ? AND grain_type = ? AND grain_key = ?";

        // IF etag = null also holds when there is no row: one statement inserts and updates.
        return new(session, time, await Task.WhenAll(
            session.PrepareAsync($"SELECT etag, payload FROM {table} WHERE {Key}"),
            session.PrepareAsync($"SELECT etag FROM {table} WHERE {Key}"),
            session.PrepareAsync($"UPDATE {table} SET etag = ?, payload = ? WHERE {Key} IF etag = ?"),
            session.PrepareAsync($"DELETE FROM {table} WHERE {Key} IF etag = ?")));
    }

    public async Task<GrainStateRow?> ReadAsync(GrainStateKey key)
    {
        var rows = await _session.ExecuteAsync(Statements.SerialRead(_read, [.. Values(key)]));
        var row = rows.FirstOrDefault();
        return Statements.ETagOf(row) is { } etag ? new(etag, row!.GetValue<byte[]?>("payload")) : null;
    }

    /// <summary>Null if there is no row.</summary>
    public async Task<string?> ReadETagAsync(GrainStateKey key)
    {
        var rows = await _session.ExecuteAsync(Statements.SerialRead(_readETag, [.. Values(key)]));
        return Statements.ETagOf(rows.FirstOrDefault());
    }

    /// <param name="key">Which state.</param>
    /// <param name="payload">The state; null to clear it.</param>
    /// <param name="expected">The ETag that must be stored; null for no row.</param>
    /// <param name="wanted">The new ETag.</param>
    public Task<Settled> WriteAsync(GrainStateKey key, byte[]? payload, string? expected, string wanted) =>
        SettleAsync(key, _write, [wanted, payload, .. Values(key), expected], expected, wanted);

    /// <param name="key">Which state.</param>
    /// <param name="expected">The ETag that must be stored.</param>
    public Task<Settled> DeleteAsync(GrainStateKey key, string expected) =>
        SettleAsync(key, _delete, [.. Values(key), expected], expected, wanted: null);

    private Task<Settled> SettleAsync(GrainStateKey key, PreparedStatement statement, object?[] values, string? expected, string? wanted) =>
        _writes.SettleAsync(
            async () => Statements.Answer(await _session.ExecuteAsync(Statements.Conditional(statement, values)), wanted),
            () => ReadETagAsync(key),
            expected,
            wanted,
            $"{key}");

    private static string[] Values(GrainStateKey key) => [key.ServiceId, key.StateName, key.GrainType, key.GrainKey];
}
