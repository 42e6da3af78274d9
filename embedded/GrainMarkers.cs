#pragma warning disable CS1591, CA1019
namespace JobScheduler.Embedded;

public interface IGrain;
public interface IGrainWithStringKey : IGrain;
public interface IGrainWithIntegerKey : IGrain;
[AttributeUsage(AttributeTargets.All)]
public sealed class GenerateSerializerAttribute : Attribute;
[AttributeUsage(AttributeTargets.All)]
public sealed class ImmutableAttribute : Attribute;
[AttributeUsage(AttributeTargets.All)]
public sealed class IdAttribute(uint id) : Attribute
{
    public uint Id => id;
}
[AttributeUsage(AttributeTargets.All)]
public sealed class AliasAttribute(string alias) : Attribute
{
    public string Alias => alias;
}
