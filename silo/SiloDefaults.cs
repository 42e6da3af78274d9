using System.Net;
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
        if (AddressProblem(builder.Configuration["urls"]) is { } problem)
            throw new JobSchedulerConfigurationException(problem);
        var configured = Addresses.Any(key => !string.IsNullOrEmpty(builder.Configuration[key]))
            || builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (!configured)
            builder.WebHost.UseUrls(Url);
    }

    /// <summary>The first configured address that is none, as a sentence; null if all are.</summary>
    /// <param name="urls">As configured, separated by ';', or null.</param>
    public static string? AddressProblem(string? urls)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsAddress(url))
                return $"'{url}' is no address to listen on: write http://127.0.0.1:8080, with a port from 0 to 65535.";
        }

        return null;
    }

    /// <summary>Makes the host's shutdown time-out longer than the scheduler's drain, unless it is already.</summary>
    public static void WaitForDrain(HostOptions host, IOptions<JobSchedulerOptions> scheduler)
    {
        var wanted = scheduler.Value.DrainTimeout + Margin;
        if (host.ShutdownTimeout != Timeout.InfiniteTimeSpan && host.ShutdownTimeout < wanted)
            host.ShutdownTimeout = wanted;
    }

    private static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https" && address.Host.Length > 0 && address.Port is >= 0 and <= IPEndPoint.MaxPort;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
