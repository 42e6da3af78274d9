using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace JobScheduler.Silo;

/// <summary>
/// Bounds of connections, where a request is not yet one: how many there are, what the server buffers for each, and how slow a client
/// may be. All of them can be set below <c>Kestrel:Limits</c>, except the two rates.
/// </summary>
internal static class SiloConnections
{
    private const int MostConnections = 5_000;
    private const int BufferOfOne = 64 * 1024;

    // A client slower than this for longer than the grace is cut off: it holds memory that others could use.
    private static readonly MinDataRate SlowestClient = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));

    /// <summary>Sets them, and then what is configured.</summary>
    public static void Apply(WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var limits = kestrel.Limits;
            limits.MaxConcurrentConnections = MostConnections;
            limits.MaxRequestBufferSize = BufferOfOne;
            limits.MaxResponseBufferSize = BufferOfOne;
            limits.MinRequestBodyDataRate = SlowestClient;
            limits.MinResponseDataRate = SlowestClient;
            limits.Http2.InitialConnectionWindowSize = 2 * BufferOfOne;
            limits.Http2.InitialStreamWindowSize = BufferOfOne;
            builder.Configuration.GetSection("Kestrel:Limits").Bind(limits);
        });
}
