using System.Text.RegularExpressions;

namespace JobScheduler.Orleans.Cassandra;

/// <summary>What is wrong with the settings of a connection, each with what to do about it.</summary>
internal static partial class ConnectionRules
{
    public static IEnumerable<string> Problems(CassandraConnectionOptions o)
    {
        if (!KeyspaceName().IsMatch(o.Keyspace ?? ""))
        {
            yield return $"Keyspace is '{o.Keyspace}'. Give a lower-case letter, then lower-case letters, digits and underscores, "
                + "at most 48 characters.";
        }

        if (o.Replication is { } replication && !ReplicationMap().IsMatch(replication))
            yield return $"Replication is '{replication}'. Write a map of CQL, as {{'class': 'NetworkTopologyStrategy', 'dc1': 3}}.";
        if (o.SessionFactory is not null)
            yield break;

        foreach (var problem in ProblemsOfOwnSession(o))
            yield return problem;
    }

    private static IEnumerable<string> ProblemsOfOwnSession(CassandraConnectionOptions o)
    {
        if (o.ContactPoints is not { Count: > 0 })
            yield return "ContactPoints is empty. Name at least one node, as cassandra-1.example.com, or give a session by SessionFactory.";
        else if (o.ContactPoints.Any(string.IsNullOrWhiteSpace))
            yield return "ContactPoints has an empty name. Remove it, or name the node.";
        if (o.Port is < 1 or > 65535)
            yield return $"Port is {o.Port}. Give the port of the native protocol, 1 to 65535; Cassandra's own is 9042.";
        if (o.Datacenter is { } datacenter && string.IsNullOrWhiteSpace(datacenter))
            yield return "Datacenter is blank. Name the data centre as nodetool status does, or leave it out.";
        if (o.User is null != o.Password is null)
            yield return "Only one of User and Password is set. Set both, or neither.";
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,47}\z")]
    private static partial Regex KeyspaceName();

    // One map of quoted names and quoted or bare values: nothing that could end the statement.
    [GeneratedRegex(@"^\s*\{\s*'[^']+'\s*:\s*('[^']*'|\d+)(\s*,\s*'[^']+'\s*:\s*('[^']*'|\d+))*\s*\}\s*\z")]
    private static partial Regex ReplicationMap();
}
