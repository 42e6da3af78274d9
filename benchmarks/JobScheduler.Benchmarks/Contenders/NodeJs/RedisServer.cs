using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace JobScheduler.Benchmarks.Contenders.NodeJs;

/// <summary>A Redis, or Valkey, made for one run, whose append-only file is synced before each answer.</summary>
internal sealed class RedisServer : ILocalServer
{
    private TiedProcess? _server;

    public string Settings => "Redis (or Valkey) of the run's own, appendonly yes, appendfsync always, no snapshots, maxmemory-policy noeviction, hz 100";

    private static string? Program => Programs.Find(["redis-server", "valkey-server"]);

    public string? Missing() => Program is null ? "no redis-server or valkey-server on this machine" : null;

    public async Task<object> StartAsync(string folder)
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, "redis")).FullName;
        var port = FreePort();
        string[] settings =
        [
            "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--dir", data,
            "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction", "--hz", "100",
        ];
        _server = new TiedProcess([], "TERM", [Program!, .. settings], data);
        await _server.ReadyAsync(() => AnswersAsync(port));
        return new { kind = "redis", host = "127.0.0.1", port };
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    // Free at this moment; another program may take it before the server does, which then does not start and says so.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Whether it answers PING, which it does not while it loads.</summary>
    private static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            using var reader = new StreamReader(client.GetStream());
            await client.GetStream().WriteAsync("PING\r\n"u8.ToArray());
            return await reader.ReadLineAsync() == "+PONG";
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
