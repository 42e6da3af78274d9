using Cassandra;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace JobScheduler.Orleans.Cassandra;

/// <summary>
/// Grain storage on Cassandra: every write and clear is conditional on the ETag that the grain has, and gives a new one. A null ETag
/// stands for "no row". What is read is linearizable with what is written, within one data centre.
/// </summary>
internal sealed class CassandraGrainStorage(
    string name,
    string serviceId,
    CassandraGrainStorageOptions options,
    CassandraSessions sessions,
    IActivatorProvider activators,
    TimeProvider time) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private GrainStateTable? _table;

    private GrainStateTable Table =>
        _table ?? throw new InvalidOperationException($"Cassandra grain storage '{name}' is used before the silo has started it.");

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe($"{nameof(CassandraGrainStorage)}-{name}", options.InitStage, StartAsync);

    /// <summary>Connects, and creates or checks the table.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        KeyText.Check("service id", serviceId);
        _table = await OpenAsync().WaitAsync(cancellationToken);
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = GrainStateKey.Of(serviceId, stateName, grainId);
        var row = await ReadAsync(key, t => t.ReadAsync(key));
        grainState.State = row?.Payload is { } payload ? Deserialized<T>(payload) : New<T>();
        grainState.ETag = row?.ETag;
        grainState.RecordExists = row?.Payload is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = GrainStateKey.Of(serviceId, stateName, grainId);
        var etag = ETag.New();
        var settled = await Table.WriteAsync(key, Serialized(key, grainState.State), grainState.ETag, etag);
        if (!settled.Applied)
            throw Conflict("written", key, settled.Stored, grainState.ETag);
        grainState.ETag = etag;
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = GrainStateKey.Of(serviceId, stateName, grainId);
        grainState.ETag = grainState.ETag is { } etag ? await ClearAsync(key, etag) : await ClearNothingAsync(key);
        grainState.State = New<T>();
        grainState.RecordExists = false;
    }

    /// <summary>Answers the ETag after it.</summary>
    private async Task<string?> ClearAsync(GrainStateKey key, string etag)
    {
        var cleared = options.DeleteStateOnClear ? null : ETag.New();
        var settled = cleared is null ? await Table.DeleteAsync(key, etag) : await Table.WriteAsync(key, payload: null, etag, cleared);
        return settled.Applied ? cleared : throw Conflict("cleared", key, settled.Stored, etag);
    }

    /// <summary>A grain that has read no row clears none: nothing is written, but there must be none.</summary>
    private async Task<string?> ClearNothingAsync(GrainStateKey key)
    {
        var stored = await ReadAsync(key, t => t.ReadETagAsync(key));
        return stored is null ? null : throw Conflict("cleared", key, stored, currentETag: null);
    }

    private async Task<GrainStateTable> OpenAsync()
    {
        var session = await sessions.GetAsync(options.Connection);
        await new ProviderSchema(session, options.Connection, time).EnsureAsync(GrainStateTable.Definition);
        return await GrainStateTable.PrepareAsync(session, options.Connection.Keyspace, time);
    }

    private async Task<TRead> ReadAsync<TRead>(GrainStateKey key, Func<GrainStateTable, Task<TRead>> read)
    {
        try
        {
            return await read(Table);
        }
        catch (DriverException e)
        {
            throw new CassandraProviderException($"The {key} cannot be read: {e.Message}", e);
        }
    }

    private byte[] Serialized<T>(GrainStateKey key, T? state)
    {
        var bytes = options.GrainStorageSerializer.Serialize(state).ToArray();
        return bytes.Length <= options.MaxStateBytes
            ? bytes
            : throw new CassandraProviderException(
                $"The {key} was not written: it has {bytes.Length} bytes, and at most {options.MaxStateBytes} are allowed (MaxStateBytes).");
    }

    private T Deserialized<T>(byte[] payload) =>
        options.GrainStorageSerializer.Deserialize<T>(new BinaryData(payload)) ?? New<T>();

    private T New<T>() => activators.GetActivator<T>().Create();

    private InconsistentStateException Conflict(string done, GrainStateKey key, string? storedETag, string? currentETag) =>
        new($"The {key} was not {done}: somebody else has changed it (storage '{name}').", storedETag, currentETag);
}
