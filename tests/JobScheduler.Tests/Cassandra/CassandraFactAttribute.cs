using System.Globalization;
using Xunit;

namespace JobScheduler.Tests.Cassandra;

/// <summary>A test against a real Cassandra; skipped, visibly, where none is named. A call that never ends must not hold up the others.</summary>
internal sealed class CassandraFactAttribute : FactAttribute
{
    public CassandraFactAttribute()
    {
        Timeout = 180_000;
        if (!CassandraServer.IsNamed)
            Skip = $"No Cassandra: set {CassandraServer.Variable}=host:port.";
    }
}

/// <summary>The Cassandra that tests may use. Each test class makes a keyspace of its own and drops it.</summary>
internal static class CassandraServer
{
    public const string Variable = "JOBSCHEDULER_TEST_CASSANDRA";

    /// <summary><c>host:port</c>; null where none is named.</summary>
    public static string? Endpoint { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } endpoint ? endpoint : null;

    public static bool IsNamed => Endpoint is not null;

    public static string Host => Named[..Named.LastIndexOf(':')];

    public static int Port => int.Parse(Named[(Named.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);

    private static string Named => Endpoint ?? throw new InvalidOperationException($"{Variable} is not set.");
}
