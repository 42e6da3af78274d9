using Microsoft.Extensions.Options;

namespace JobScheduler.Silo;

/// <summary>What the silo sets where nothing is configured.</summary>
internal static class SiloDefaults
{
    /// <summary>Where it listens.</summary>
    public const string Url = "http://127.0.0.1:8080";

    private static readonly string[] Addresses = ["urls", "http_ports", "https_ports"];

    /// <summary>How much longer than a drain the host waits at shutdown.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>Sets the address if none is configured in any of ASP.NET Core's ways.</summary>
    public static void Apply(WebApplicationBuilder builder)
    {
        var configured = Addresses.Any(key => !string.IsNullOrEmpty(builder.Configuration[key]))
            || builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (!configured)
            builder.WebHost.UseUrls(Url);
    }

    /// <summary>Makes the host's shutdown time-out longer than the scheduler's drain, unless it is already.</summary>
    public static void WaitForDrain(HostOptions host, IOptions<JobSchedulerOptions> scheduler)
    {
        var wanted = scheduler.Value.DrainTimeout + Margin;
        if (host.ShutdownTimeout != Timeout.InfiniteTimeSpan && host.ShutdownTimeout < wanted)
            host.ShutdownTimeout = wanted;
    }
}
