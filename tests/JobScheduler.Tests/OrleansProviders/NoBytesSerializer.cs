using Orleans.Storage;

namespace JobScheduler.Tests.OrleansProviders;

/// <summary>A serializer to which every state is no bytes at all.</summary>
internal sealed class NoBytesSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => BinaryData.Empty;

    public T? Deserialize<T>(BinaryData input) => default;
}
