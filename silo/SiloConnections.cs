using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace JobScheduler.Silo;

/// <summary>
/// Bounds of connections, where a request is not yet one: how many there are, what the server buffers for each, and how slow a client
/// may be. All of them can be set below <c>Kestrel:Limits</c>, except the two rates.
/// </summary>
internal static class SiloConnections
{
    private const int MostConnections = 5_000;
    private const string ProcessLimits = "/proc/self/limits";
    private const int BufferOfOne = 64 * 1024;

    // A client slower than this for longer than the grace is cut off: it holds memory that others could use.
    private static readonly MinDataRate SlowestClient = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(10));

    /// <summary>How many connections there may be where the process may open so many files; null: as many as it likes.</summary>
    /// <remarks>
    /// Half of the files: the rest is for the store, for what handlers call, and for the runtime, which ends the process ("Out of memory")
    /// when it cannot open what it must load.
    /// </remarks>
    public static long ConnectionsFor(long? files) => Math.Clamp((files ?? long.MaxValue) / 2, 1, MostConnections);

    /// <summary>Sets them, and then what is configured.</summary>
    public static void Apply(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IConnectionListenerFactory, BoundedListeners>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var limits = kestrel.Limits;
            limits.MaxConcurrentConnections = ConnectionsFor(OpenFileLimit());
            limits.MaxRequestBufferSize = BufferOfOne;
            limits.MaxResponseBufferSize = BufferOfOne;
            limits.MinRequestBodyDataRate = SlowestClient;
            limits.MinResponseDataRate = SlowestClient;
            limits.Http2.InitialConnectionWindowSize = 2 * BufferOfOne;
            limits.Http2.InitialStreamWindowSize = BufferOfOne;
            builder.Configuration.GetSection("Kestrel:Limits").Bind(limits);
        });
    }

    // "Max open files            1024                 524288               files": what holds now, and what it may be raised to. The
    // runtime has raised it when this is read. Other systems have no such file, and the bound above is far below theirs.
    private static long? OpenFileLimit()
    {
        if (!File.Exists(ProcessLimits))
            return null;
        var line = File.ReadLines(ProcessLimits).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var columns = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return columns.Length > 3 && long.TryParse(columns[3], NumberStyles.None, CultureInfo.InvariantCulture, out var files) ? files : null;
    }
}
