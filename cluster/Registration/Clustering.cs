using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;

namespace JobScheduler.Cluster.Registration;

/// <summary>How silos, and gateways, find the others.</summary>
internal static class Clustering
{
    /// <summary>Sets it for a silo, with its name, addresses and reminders.</summary>
    public static void Apply(ISiloBuilder silo, JobSchedulerOrleansOptions options)
    {
        switch (options.Clustering)
        {
            case OrleansClustering.Localhost:
                var primary = options.PrimaryPort == 0 ? null : new IPEndPoint(IPAddress.Loopback, options.PrimaryPort);
                silo.UseLocalhostClustering(options.SiloPort, options.GatewayPort, primary, options.ServiceId, options.ClusterId);
                break;
            case OrleansClustering.Cassandra:
                CassandraClustering.Apply(silo);
                break;
        }

        if (options.Clustering != OrleansClustering.Cassandra)
            silo.UseInMemoryReminderService();
        if (options.Clustering != OrleansClustering.External)
            silo.Configure<ClusterOptions>(cluster => Name(cluster, options));
        silo.Configure<SiloOptions>(own => own.SiloName = NameOf(options));
        if (options.Clustering == OrleansClustering.Cassandra)
            silo.Configure<EndpointOptions>(endpoints => Endpoints(endpoints, options));
    }

    /// <summary>Sets it for a client or a gateway.</summary>
    public static void Apply(IClientBuilder client, JobSchedulerOrleansOptions options)
    {
        switch (options.Clustering)
        {
            case OrleansClustering.Localhost:
                client.UseLocalhostClustering(options.GatewayPort, options.ServiceId, options.ClusterId);
                break;
            case OrleansClustering.Cassandra:
                CassandraClustering.Apply(client);
                break;
        }

        if (options.Clustering != OrleansClustering.External)
            client.Configure<ClusterOptions>(cluster => Name(cluster, options));
        client.UseConnectionRetryFilter<GatewayPatience>();
    }

    private static void Name(ClusterOptions cluster, JobSchedulerOrleansOptions options) =>
        (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId);

    private static string NameOf(JobSchedulerOrleansOptions options) => options.SiloName == JobSchedulerOrleansOptions.Auto
        ? $"{Environment.MachineName}-{options.SiloPort}"
        : options.SiloName;

    private static void Endpoints(EndpointOptions endpoints, JobSchedulerOrleansOptions options)
    {
        (endpoints.SiloPort, endpoints.GatewayPort) = (options.SiloPort, options.GatewayPort);
        endpoints.AdvertisedIPAddress = AddressOf(options.AdvertisedAddress);
        endpoints.SiloListeningEndpoint = new IPEndPoint(IPAddress.Any, options.SiloPort);
        endpoints.GatewayListeningEndpoint = new IPEndPoint(IPAddress.Any, options.GatewayPort);
    }

    private static IPAddress AddressOf(string address)
    {
        if (IPAddress.TryParse(address, out var given))
            return given;
        var name = address == JobSchedulerOrleansOptions.Auto ? Dns.GetHostName() : address;
        try
        {
            return Dns.GetHostAddresses(name, AddressFamily.InterNetwork).OrderBy(IPAddress.IsLoopback).First();
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            throw new JobSchedulerConfigurationException(
                $"JobScheduler:Orleans:AdvertisedAddress: '{name}' has no IPv4 address here. Set it to the address at which other silos reach this one.");
        }
    }
}
