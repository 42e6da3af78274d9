using Orleans.Storage;

namespace JobScheduler.Orleans.Cassandra;

/// <summary>Settings of a grain storage provider on Cassandra or ScyllaDB.</summary>
public sealed class CassandraGrainStorageOptions : IStorageProviderSerializerOptions
{
    /// <summary>Which Cassandra, and which keyspace.</summary>
    public CassandraConnectionOptions Connection { get; } = new();

    /// <summary>
    /// Whether clearing a state deletes its row, which then has no ETag. Default false: the row stays without a state and with a new ETag,
    /// so that a stale writer is still recognised, and no tombstone of a row is left.
    /// </summary>
    public bool DeleteStateOnClear { get; set; }

    /// <summary>
    /// The largest serialized state, in bytes, 1 KiB to 15 MiB. Default 8 MiB; a larger one is refused before it is sent. Cassandra refuses
    /// writes over half a segment of its commit log, 16 MiB unless configured otherwise.
    /// </summary>
    public int MaxStateBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>
    /// The stage of the silo's life at which the provider connects. Default <see cref="ServiceLifecycleStage.ApplicationServices"/>.
    /// </summary>
    public int InitStage { get; set; } = ServiceLifecycleStage.ApplicationServices;

    /// <summary>How states become bytes. Default: the serializer registered under the provider's name, else Orleans' own.</summary>
    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = null!;
}
