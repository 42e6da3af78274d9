using JobScheduler.Tests.Cassandra;

namespace JobScheduler.Tests.Stores.Cassandra;

/// <summary>The class needs a Cassandra.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsCassandraAttribute : NeedsAttribute
{
    public override string? Missing => CassandraServer.IsNamed ? null : $"No Cassandra: set {CassandraServer.Variable}=host:port.";
}
