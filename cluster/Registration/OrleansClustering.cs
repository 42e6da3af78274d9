namespace JobScheduler;

/// <summary>How the silos of a cluster find each other.</summary>
public enum OrleansClustering
{
    /// <summary>On one machine, without any store: to try it out. The membership ends with its primary silo.</summary>
    Localhost,

    /// <summary>Through a table in Cassandra or ScyllaDB.</summary>
    Cassandra,

    /// <summary>The application configures it.</summary>
    External,
}
