namespace JobScheduler;

/// <summary>How this process takes part in a cluster, below <c>JobScheduler:Orleans</c>.</summary>
public sealed class JobSchedulerOrleansOptions
{
    /// <summary>What stands for a value that is found by itself.</summary>
    public const string Auto = "auto";

    /// <summary>The cluster; silos of different ones do not see each other. Default <c>jobscheduler</c>.</summary>
    public string ClusterId { get; set; } = "jobscheduler";

    /// <summary>The service, which outlives clusters. Default <c>jobscheduler</c>.</summary>
    public string ServiceId { get; set; } = "jobscheduler";

    /// <summary>The node's name, unique in the cluster, as attempts show it. Default <c>auto</c>: the machine's name and the silo port.</summary>
    public string SiloName { get; set; } = Auto;

    /// <summary>Where other silos reach this one, 1 to 65535. Default 11111.</summary>
    public int SiloPort { get; set; } = 11_111;

    /// <summary>Where clients and gateways reach this silo, 1 to 65535; of a gateway with localhost clustering: the port it connects to. Default 30000.</summary>
    public int GatewayPort { get; set; } = 30_000;

    /// <summary>
    /// The address others reach this silo at, an IP address or a host's name. Default <c>auto</c>: loopback for localhost clustering, else the
    /// machine's first address.
    /// </summary>
    public string AdvertisedAddress { get; set; } = Auto;

    /// <summary>How silos find each other. Default <see cref="OrleansClustering.Localhost"/>.</summary>
    public OrleansClustering Clustering { get; set; }

    /// <summary>
    /// Localhost clustering: the silo port of the one silo that holds the membership, 1 to 65535; 0: this one itself. Default 0. Ignored
    /// otherwise.
    /// </summary>
    public int PrimaryPort { get; set; }

    /// <summary>Whether the Orleans Dashboard is served at <c>/orleans</c>. Default true; false on a gateway unless it is set.</summary>
    public bool? Dashboard { get; set; }
}
