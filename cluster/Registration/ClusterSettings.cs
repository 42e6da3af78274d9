using JobScheduler.Hosting.Registration;

namespace JobScheduler.Cluster.Registration;

/// <summary>The settings of a cluster's nodes.</summary>
internal static class ClusterSettings
{
    private const int MostPort = 65_535;

    /// <summary>A new table of those below <c>JobScheduler:Orleans</c>.</summary>
    public static SettingsSection<JobSchedulerOrleansOptions> Create() => new SettingsSection<JobSchedulerOrleansOptions>("Orleans")
        .Text("ClusterId", o => o.ClusterId, "The cluster; silos of different ones do not see each other.")
        .Text("ServiceId", o => o.ServiceId, "The service, which outlives clusters.")
        .Text("SiloName", o => o.SiloName, "The node's name, unique in the cluster, as attempts show it; auto: the machine's name and the silo port.")
        .Number("SiloPort", o => o.SiloPort, 1, MostPort, "Where other silos reach this one, 1 to 65535.")
        .Number("GatewayPort", o => o.GatewayPort, 1, MostPort, "Where clients and gateways reach this silo, 1 to 65535; of a gateway with localhost clustering, the port it connects to.")
        .Text("AdvertisedAddress", o => o.AdvertisedAddress, "The address others reach this silo at, an IP address or a name; auto: loopback for localhost clustering, else the machine's first address.")
        .Choice("Clustering", o => o.Clustering, "How silos find each other: localhost (one machine, to try it out), cassandra, external (the application configures it).")
        .Number("PrimaryPort", o => o.PrimaryPort, 0, MostPort, "With localhost clustering the silo port of the one silo that holds the membership, 0 to 65535; 0: this one itself.")
        .Switch("Dashboard", o => o.Dashboard ?? true, "Whether the Orleans Dashboard is served at /orleans; on a gateway only if it is set.");

    /// <summary>A new table of the one directly below <c>JobScheduler:</c>.</summary>
    public static SettingsSection<JobSchedulerRoleOptions> CreateRole() => new SettingsSection<JobSchedulerRoleOptions>("")
        .Choice("Role", o => o.Role, "What the process is there for: silo (it owns partitions and runs attempts), gateway (it serves the API only).");
}
