using System.Net;
using System.Net.Sockets;

namespace JobScheduler.Benchmarks.Http;

/// <summary>
/// Sends one request over and over on connections that stay open; each waits for its answer before it sends again, so there is no
/// pipelining. It knows of HTTP only what these answers need, to take little of the processor from the server beside it.
/// </summary>
internal sealed class LoadGenerator(int port, byte[] request, int connections)
{
    private const string Accepted = "HTTP/1.1 202";
    private const int BufferSize = 16 * 1024;

    /// <summary>Sends so many; each must be answered 202.</summary>
    public async Task RunAsync(int requests)
    {
        var left = requests;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            var buffer = new byte[BufferSize];
            while (Interlocked.Decrement(ref left) >= 0)
                await AskAsync(socket, buffer);
        }));
    }

    private async Task AskAsync(Socket socket, byte[] buffer)
    {
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
