using System.Net;
using System.Net.Sockets;
using JobScheduler.Benchmarks.Running;

namespace JobScheduler.Benchmarks.Http;

/// <summary>
/// Sends one request over and over on connections that stay open; each waits for its answer before it sends again, so there is no
/// pipelining. It knows of HTTP only what these answers need, to take little of the processor from the server beside it.
/// </summary>
internal sealed class LoadGenerator(int port, byte[] request) : IDisposable
{
    private const string Accepted = "HTTP/1.1 202";
    private const int BufferSize = 16 * 1024;

    private readonly TimedLoad _load = new(TimeProvider.System);
    private readonly List<(Socket Socket, byte[] Buffer)> _connections = [];

    /// <summary>Sends for the time; each must be answered 202.</summary>
    public async Task WarmUpAsync(int connections, TimeSpan time)
    {
        await ConnectAsync(TimedLoad.WarmUpCallersFor(connections));
        await _load.WarmUpAsync(connections, time, AskAsync);
    }

    /// <summary>Answers per second over the time; each must be 202.</summary>
    public async Task<double> RateAsync(int connections, TimeSpan time)
    {
        await ConnectAsync(connections);
        return await _load.RateAsync(connections, time, AskAsync);
    }

    public void Dispose() => _connections.ForEach(connection => connection.Socket.Dispose());

    private async Task ConnectAsync(int connections)
    {
        while (_connections.Count < connections)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            _connections.Add((socket, new byte[BufferSize]));
            await socket.ConnectAsync(IPAddress.Loopback, port);
        }
    }

    private async Task AskAsync(int connection)
    {
        var (socket, buffer) = _connections[connection];
        for (var sent = 0; sent < request.Length;)
            sent += await socket.SendAsync(request.AsMemory(sent));
        for (var (read, length) = (0, -1); length < 0 || read < length;)
        {
            if (read == buffer.Length || await socket.ReceiveAsync(buffer.AsMemory(read)) is not (> 0 and var more))
                throw new BenchmarkException("The server closed a connection, or answers more than was expected.");
            read += more;
            length = AnswerLength.Find(buffer.AsSpan(0, read));
        }

        if (!buffer.AsSpan().StartsWith(System.Text.Encoding.ASCII.GetBytes(Accepted)))
            throw new BenchmarkException($"A request was answered {System.Text.Encoding.UTF8.GetString(buffer.AsSpan(0, 300))}");
    }
}
