using JobScheduler.Hosting.Registration;

namespace JobScheduler.Stores.Cassandra;

/// <summary>The settings below <c>JobScheduler:Cassandra</c>.</summary>
internal static class CassandraSettings
{
    private const string NameShape = "1 to 48 lower-case letters, digits and '_', beginning with a letter";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>A new table of them.</summary>
    public static SettingsSection<CassandraStoreOptions> Create() => new SettingsSection<CassandraStoreOptions>("Cassandra")
        .List("ContactPoints", o => o.ContactPoints, text => !string.IsNullOrWhiteSpace(text), "a name or an address", "Some nodes of the cluster, with n from 0; default 127.0.0.1.")
        .Number("Port", o => o.Port, 1, 65_535, "Port of all nodes, 1 to 65535.")
        .Text("Keyspace", o => o.Keyspace, IsName, NameShape, "The keyspace: " + NameShape + ".")
        .OptionalText("Datacenter", o => o.Datacenter, "The datacenter whose nodes are asked; empty: that of the contact point that answers first.")
        .OptionalText("User", o => o.User, "User name; empty: no credentials are sent.")
        .Secret("Password", "Password of the user.")
        .Choice("Consistency", o => o.Consistency, "Replicas that must answer: localquorum, a majority in the datacenter, or quorum, one over all datacenters.")
        .Duration("RequestTimeout", o => o.RequestTimeout, Second, Minute, "How long an answer is waited for, 1 s to 1 min; keep it above the servers' own time-outs.")
        .Number("MaxInFlight", o => o.MaxInFlight, 8, 4096, "Reads and index writes under way at the same time, 8 to 4096; more wait.")
        .Switch("Tls:Enabled", o => o.Tls.Enabled, "Whether connections are encrypted.")
        .OptionalText("Tls:CaFile", o => o.Tls.CaFile, "A PEM file with the authorities that are trusted; empty: those of the machine.")
        .Switch("Tls:CheckHostName", o => o.Tls.CheckHostName, "Whether a node's certificate must name it.")
        .OptionalText("Tls:ServerName", o => o.Tls.ServerName, "The name that all certificates have; empty: the node's address.")
        .Switch("Schema:CreateKeyspace", o => o.Schema.CreateKeyspace, "Whether a missing keyspace is created.")
        .Number("Schema:ReplicationFactor", o => o.Schema.ReplicationFactor, 1, 9, "Copies of every row in a keyspace that is created, 1 to 9.")
        .Switch("Schema:MigrateAtStart", o => o.Schema.MigrateAtStart, "Whether a start makes and migrates the tables.");

    /// <summary>Whether a text can name a keyspace without quotes.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= 48 && text[0] is >= 'a' and <= 'z' && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');
}
