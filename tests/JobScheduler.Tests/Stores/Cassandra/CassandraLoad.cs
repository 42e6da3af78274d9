using Xunit;

namespace JobScheduler.Tests.Stores.Cassandra;

/// <summary>Tests that give a Cassandra much to do, one after the other and beside no others: those would run into its time-outs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CassandraLoad
{
    public const string Name = "Cassandra load";

    public const int TimeoutMs = 600_000;
}
