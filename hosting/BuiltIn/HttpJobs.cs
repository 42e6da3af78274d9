using System.Net;
using JobScheduler.Hosting.Network;
using JobScheduler.Hosting.Registration;
using JobScheduler.Hosting.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace JobScheduler.Hosting.BuiltIn;

/// <summary>What <c>http</c> jobs need: their settings, the rules of where they may go, secrets, and a client of their own.</summary>
internal static class HttpJobs
{
    private const int MaxHeadersKiB = 32;

    /// <summary>Registers it.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddJobSchedulerSettings(new SettingsSection<JobSchedulerHttpJobsOptions>("HttpJobs")
            .Choice("PrivateNetworks", o => o.PrivateNetworks, "Whether http jobs may call loopback and private addresses: auto (while the API listens on loopback only), allow, refuse.")
            .List("AllowedHosts", o => o.AllowedHosts, text => HostEntry.Parse(text) is not null, "a host name, *. and a name, an address, or a network as 10.1.0.0/16", "If set, http jobs call only these: names, *.example.com, addresses and networks as 10.1.0.0/16, with n from 0.")
            .Number("MaxRedirects", o => o.MaxRedirects, 0, 20, "Redirects an http job follows, 0 to 20.")
            .Switch("UseSystemProxy", o => o.UseSystemProxy, "Send http jobs through the proxy of the environment (HTTPS_PROXY); what it connects to is not checked."));
        var secrets = new SecretSettings();
        services.AddSingleton(secrets);
        services.AddSingleton<SettingsSection>(secrets);
        services.AddSingleton<SecretSource>();
        services.TryAddSingleton<IHostResolver, SystemHostResolver>();
        services.AddSingleton<NetworkExposure>();
        services.AddSingleton<HostRules>();
        services.AddSingleton<CheckedConnections>();
        services.AddSingleton<HttpSender>();
        AddClient(services);
    }

    /// <summary>The client's own log lines name the whole path, in which a secret may stand: it has none.</summary>
    private static void AddClient(IServiceCollection services) => services
        .AddHttpClient(HttpHandler.ClientName, client =>
        {
            // Each job has its own time-out.
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.DefaultRequestHeaders.UserAgent.ParseAdd("JobScheduler");
        })
        .RemoveAllLoggers()
        .ConfigurePrimaryHttpMessageHandler(provider => CreateHandler(
            provider.GetRequiredService<CheckedConnections>(), provider.GetRequiredService<IOptions<JobSchedulerHttpJobsOptions>>().Value));

    private static SocketsHttpHandler CreateHandler(CheckedConnections connections, JobSchedulerHttpJobsOptions options) => new()
    {
        // Redirects are followed by HttpSender, which checks each.
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = options.UseSystemProxy,
        ConnectCallback = connections.ConnectAsync,
        // Its activities name the whole path too: HttpSender starts its own.
        ActivityHeadersPropagator = null,
        // Bounded by what is read of it: max_response_bytes counts what has been unpacked.
        AutomaticDecompression = DecompressionMethods.All,
        MaxResponseHeadersLength = MaxHeadersKiB,
        // So that a changed DNS entry is seen.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    };
}
